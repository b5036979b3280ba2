namespace ReverseDns.Zones.Tests.Files;

public sealed class HostileFileTests : IDisposable
{
    private const int Rounds = 20;
    private const string Letters = "()\"\\;\n \t$@.*0A-\0\r/{}#\u00e9";

    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_mutation_of_a_zone_file_makes_the_reading_throw()
    {
        uint state = 1;
        foreach (string text in ZoneFileSamples.All.Where(text => text.Length > 0))
        {
            for (int round = 0; round < Rounds; round++)
            {
                char[] mutated = text.ToCharArray();
                for (int i = 0; i < 3; i++)
                {
                    mutated[Next(ref state) % mutated.Length] = Letters[(int)(Next(ref state) % Letters.Length)];
                }

                (bool accepted, IReadOnlyList<string> diagnostics) = _folder.Load(new string(mutated));
                Assert.Equal(accepted, !diagnostics.Any(line => line.Contains(" error: ", StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void Where_the_pieces_of_a_file_end_changes_nothing(int pieceSize)
    {
        uint state = 2;
        var inPieces = new ZoneFileOptions { PieceSize = pieceSize };
        foreach (string text in ZoneFileSamples.All.Where(text => text.Length is > 0 and < 10_000))
        {
            char[] changed = text.ToCharArray();
            for (int round = 0; round < 5; round++)
            {
                (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) = _folder.Read(new string(changed));
                (IReadOnlyList<string> recordsInPieces, IReadOnlyList<string> diagnosticsInPieces) = _folder.Read(new string(changed), inPieces);

                Assert.Equal(diagnostics, diagnosticsInPieces);
                Assert.Equal(records, recordsInPieces);
                changed[Next(ref state) % changed.Length] = Letters[(int)(Next(ref state) % Letters.Length)];
            }
        }
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("( a\n", 50_000)]
    [InlineData("\"", 50_001)]
    [InlineData("\\", 100_001)]
    [InlineData("a A x ; ", 20_000)]
    [InlineData("a ( b\n", 50_000)]
    [InlineData("$GENERATE 1-1048576 a A x\n", 100)]
    public void A_file_of_one_thing_over_and_over_ends_in_few_errors(string piece, int times)
    {
        IReadOnlyList<string> diagnostics =
            _folder.Read(ZoneFolderFixture.Head + string.Concat(Enumerable.Repeat(piece, times))).Diagnostics;

        Assert.InRange(diagnostics.Count, 1, 1_001);
    }

    [Fact]
    public void A_message_is_one_short_line_without_control_characters()
    {
        string diagnostic = Assert.Single(
            _folder.Read(ZoneFolderFixture.Head + "a A \u001b[31m" + new string('x', 100_000)).Diagnostics);

        Assert.InRange(diagnostic.Length, 1, 1_000);
        Assert.DoesNotContain(diagnostic, char.IsControl);
    }

    /// <summary>Numerical Recipes' generator: the same mutations in every run.</summary>
    private static uint Next(ref uint state)
    {
        state = unchecked((state * 1_664_525) + 1_013_904_223);
        return state >> 8;
    }
}
