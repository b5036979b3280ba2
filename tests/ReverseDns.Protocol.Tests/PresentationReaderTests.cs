namespace ReverseDns.Protocol.Tests;

public class PresentationReaderTests
{
    [Theory]
    [InlineData("a b c", "a|b|c")]
    [InlineData("a\tb\r\n", "a|b")]
    [InlineData("a ( b\n c ) d\n", "a|b|c|d")]
    [InlineData("a(b)c", "a|b|c")]
    [InlineData("a ; b \" ( c\n", "a")]
    [InlineData("a ( ; comment )\n b )", "a|b")]
    [InlineData("a \"b c\" d", "a|'b c'|d")]
    [InlineData("a \"b;(c)\" d", "a|'b;(c)'|d")]
    [InlineData("a \"\" d", "a|''|d")]
    [InlineData("a \"b\\\"c\" d", "a|'b\\\"c'|d")]
    [InlineData("a\\ b\\;c\\(d", "a\\ b\\;c\\(d")]
    [InlineData("a\\\\ b", "a\\\\|b")]
    [InlineData("a\"b\"c", "a|'b'|c")]
    [InlineData("((a)(b))", "a|b")]
    [InlineData("a\\", "a\\")]
    public void An_entry_is_split_into_tokens(string text, string tokens)
    {
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        var read = new List<string>();

        Assert.True(reader.TryStartEntry(out _));
        while (reader.TryReadToken(out PresentationToken token))
        {
            string word = Encoding.UTF8.GetString(token.Text);
            read.Add(token.IsQuoted ? $"'{word}'" : word);
        }

        Assert.Null(reader.Fault);
        Assert.Equal(tokens, string.Join('|', read));
    }

    [Theory]
    [InlineData("a )", 1, 3)]
    [InlineData("a ( b\nc", 1, 3)]
    [InlineData("a ( (b) \n\n", 1, 3)]
    [InlineData("a \"b\nc\"", 1, 3)]
    [InlineData("a (\n \"b", 2, 2)]
    public void What_is_wrong_has_a_place(string text, int line, int column)
    {
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        while (reader.TryReadToken(out _))
        {
        }

        Assert.NotNull(reader.Fault);
        Assert.False(reader.AtEntryEnd());
        Assert.Equal((line, column), (reader.FaultLine, reader.FaultColumn));
    }

    [Fact]
    public void Entries_follow_each_other_and_say_whether_they_inherit_their_owner()
    {
        var reader = new PresentationReader("; head\n\na 1\n b 2 ; two\n \n\t; three\nc ( 3\n )\nd"u8);
        var entries = new List<string>();
        while (reader.TryStartEntry(out bool inheritsOwner))
        {
            reader.TryReadToken(out PresentationToken token);
            entries.Add($"{token.Line}:{token.Column}{(inheritsOwner ? " inherits " : " ")}{Encoding.UTF8.GetString(token.Text)}");
            reader.SkipEntry();
        }

        Assert.Equal(["3:1 a", "4:2 inherits b", "7:1 c", "9:1 d"], entries);
    }

    [Fact]
    public void The_end_of_an_entry_takes_its_closing_parenthesis_with_it()
    {
        var reader = new PresentationReader("a ( b\n ) ; end\nc"u8);
        reader.TryReadToken(out _);
        Assert.False(reader.AtEntryEnd());
        reader.TryReadToken(out _);
        Assert.True(reader.AtEntryEnd());

        Assert.True(reader.TryStartEntry(out bool inheritsOwner));
        Assert.False(inheritsOwner);
        Assert.True(reader.TryReadToken(out PresentationToken next));
        Assert.Equal((3, 1), (next.Line, next.Column));
    }

    [Theory]
    [InlineData("a ( wrong\n still the same )\nnext")]
    [InlineData("a \"open ( \nnext")]
    [InlineData("a ) wrong ( \nnext")]
    [InlineData("a ( \"open )\n )\nnext")]
    public void An_entry_with_a_fault_is_skipped_whole(string text)
    {
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        reader.TryReadToken(out PresentationToken first);
        reader.TryReadToken(out _);
        reader.TryReadToken(out _);
        reader.Fail(first, "wrong");
        reader.SkipEntry();

        Assert.Null(reader.Fault);
        Assert.True(reader.TryStartEntry(out _));
        Assert.True(reader.TryReadToken(out PresentationToken next));
        Assert.True(next.Is("NEXT"u8));
    }

    [Theory]
    [InlineData("\\# 4", true)]
    [InlineData("\\#", true)]
    [InlineData(" ( \\# )", true)]
    [InlineData("\\#x", false)]
    [InlineData("\"\\#\"", false)]
    [InlineData("", false)]
    public void A_word_is_taken_only_when_it_stands_alone(string text, bool taken)
    {
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));

        Assert.Equal(taken, reader.TryTake("\\#"u8));
        Assert.Null(reader.Fault);
    }

    [Fact]
    public void Any_text_is_read_to_its_end()
    {
        var random = new Xorshift(1);
        byte[] alphabet = "ab \t\r\n;()\"\\0@."u8.ToArray();
        for (int round = 0; round < 2_000; round++)
        {
            byte[] text = new byte[random.Next(40)];
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = alphabet[random.Next(alphabet.Length)];
            }

            var reader = new PresentationReader(text);
            for (int entries = 0; reader.TryStartEntry(out _); entries++)
            {
                Assert.InRange(entries, 0, text.Length);
                while (reader.TryReadToken(out _))
                {
                }

                reader.SkipEntry();
            }

            Assert.Equal(text.Length, reader.Position);
        }
    }
}
