namespace ReverseDns.Protocol.Tests;

public class RecordTypesTests
{
    [Fact]
    public void Every_type_is_read_by_its_name_in_any_case_and_by_its_number()
    {
        foreach (RecordType type in Enum.GetValues<RecordType>().Where(type => type != RecordType.None))
        {
            string name = RecordTypes.ToPresentation(type);

            Assert.Equal(type, Parse(name));
            Assert.Equal(type, Parse(string.Concat(name.Select(char.ToLowerInvariant))));
            Assert.Equal(type, Parse($"TYPE{(ushort)type}"));
        }
    }

    [Theory]
    [InlineData("TYPE65280", 65280)]
    [InlineData("type0", 0)]
    [InlineData("Type65535", 65535)]
    public void Types_without_a_name_are_numbers(string text, ushort type)
    {
        Assert.Equal((RecordType)type, Parse(text));
        Assert.Equal($"TYPE{type}", RecordTypes.ToPresentation((RecordType)type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("TYPE")]
    [InlineData("TYPE65536")]
    [InlineData("TYPE-1")]
    [InlineData("TYPE1x")]
    [InlineData("None")]
    [InlineData("IN")]
    [InlineData("3600")]
    [InlineData("AAAAA")]
    public void Other_words_are_no_types(string text) =>
        Assert.False(RecordTypes.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static RecordType Parse(string text) =>
        RecordTypes.TryParse(Encoding.UTF8.GetBytes(text), out RecordType type)
            ? type
            : throw new FormatException($"{text} is no type");
}
