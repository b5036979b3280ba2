using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Images;

namespace ReverseDns.Zones.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly byte[] Source = Encoding.ASCII.GetBytes("zone file, 4711 octets");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rdns-images-");
    private readonly ImageFolder _folder;

    public ImageFolderTests() => _folder = ImageFolder.Open(Path.Combine(_directory.FullName, "images"));

    private FileInfo[] Files => [.. _directory.EnumerateFiles("*.image*", SearchOption.AllDirectories).OrderBy(file => file.Name)];

    public void Dispose()
    {
        _folder.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(40_000)]
    public void A_stored_zone_answers_like_the_one_it_was_made_of(int hosts)
    {
        using CompiledZone zone = Compile("10.in-addr.arpa.", hosts);
        Store(zone);

        using CompiledZone opened = Open(zone.Origin);

        Assert.Equal((zone.Serial, zone.RecordCount, zone.Size), (opened.Serial, opened.RecordCount, opened.Size));
        foreach (string name in (string[])["1.0.0.10.in-addr.arpa.", "77.255.0.10.in-addr.arpa.", "7.7.7.777.10.in-addr.arpa.", "0.10.in-addr.arpa."])
        {
            Assert.Equal(Answer(zone, name), Answer(opened, name));
        }
    }

    [Fact]
    public void A_source_is_given_back_as_it_was_stored()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 3);
        Store(zone);

        using ImageSet images = _folder.Read();

        Assert.Empty(images.Refused);
        Assert.Equal(Source, images.Find(zone.Origin)!.Source.ToArray());
        Assert.Null(images.Find(DomainName.Root));
    }

    [Fact]
    public void Small_zones_share_a_file_and_a_large_one_has_its_own()
    {
        CompiledZone[] zones = [.. Enumerable.Range(0, 40).Select(i => Compile(Invariant($"{i}.0.192.in-addr.arpa."), 3)), Compile("10.in-addr.arpa.", 40_000)];
        Store(zones);

        Assert.Equal(2, Files.Length);
        foreach (CompiledZone zone in zones)
        {
            Open(zone.Origin).Dispose();
        }

        Array.ForEach(zones, zone => zone.Dispose());
    }

    [Fact]
    public void Only_what_changed_is_written_and_what_nobody_needs_goes()
    {
        using CompiledZone small = Compile("2.0.192.in-addr.arpa.", 3);
        using CompiledZone large = Compile("10.in-addr.arpa.", 40_000);
        Store(small, large);
        File.WriteAllText(Files[0].FullName + ".new", "left by a crash");
        DateTime[] written = [.. Files.Where(file => !file.Name.EndsWith(".new", StringComparison.Ordinal)).Select(file => file.LastWriteTimeUtc)];

        Store(small, large);
        DateTime[] again = [.. Files.Select(file => file.LastWriteTimeUtc)];
        Store(large);

        Assert.Equal(written, again);
        Assert.Single(Files);
        Open(large.Origin).Dispose();
    }

    [Fact]
    public void A_zone_that_has_been_replaced_meanwhile_leaves_its_file_as_it_is()
    {
        CompiledZone large = Compile("10.in-addr.arpa.", 40_000);
        Store(large);
        large.Dispose();

        _folder.Update([large], _ => [1], CancellationToken.None);

        Open(large.Origin).Dispose();
    }

    [Fact]
    public void Few_changes_among_many_small_zones_wait_for_more()
    {
        CompiledZone[] zones = [.. Enumerable.Range(0, 100).Select(i => Compile(Invariant($"{i}.0.192.in-addr.arpa."), 3))];
        Store(zones);
        DateTime before = Files.Single().LastWriteTimeUtc;

        _folder.Update(zones, i => i < 6 ? [1] : Source, CancellationToken.None);
        DateTime few = Files.Single().LastWriteTimeUtc;
        _folder.Update(zones, i => i < 7 ? [1] : Source, CancellationToken.None);

        Assert.Equal(before, few);
        using ImageSet images = _folder.Read();
        Assert.Equal([1], images.Find(zones[0].Origin)!.Source.ToArray());
        Array.ForEach(zones, zone => zone.Dispose());
    }

    [Fact]
    public void A_zone_that_has_been_given_back_meanwhile_is_left_out()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 3);
        CompiledZone gone = Compile("3.0.192.in-addr.arpa.", 3);
        gone.Dispose();

        Store(zone, gone);

        Open(zone.Origin).Dispose();
        using ImageSet images = _folder.Read();
        Assert.Null(images.Find(gone.Origin));
    }

    [Fact]
    public void An_open_zone_outlives_its_file()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 3);
        Store(zone);
        using CompiledZone opened = Open(zone.Origin);

        Store();

        Assert.Empty(Files);
        Assert.Equal(Answer(zone, "1.2.0.192.in-addr.arpa."), Answer(opened, "1.2.0.192.in-addr.arpa."));
    }

    [Fact]
    public void An_image_moves_to_huge_pages_under_its_readers()
    {
        using CompiledZone zone = Compile("10.in-addr.arpa.", 60_000);
        Store(zone);
        byte[][] expected = [.. Enumerable.Range(0, 600).Select(i => Answer(zone, HostOf(i * 100)))];
        for (int round = 0; round < 8; round++)
        {
            using CompiledZone opened = Open(zone.Origin);
            using var moved = new CancellationTokenSource();
            Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                do
                {
                    for (int i = 0; i < expected.Length; i++)
                    {
                        Assert.Equal(expected[i], Answer(opened, HostOf(i * 100)));
                    }
                }
                while (!moved.IsCancellationRequested);
            }))];

            int pages = opened.MoveToHugePages(CancellationToken.None);
            moved.Cancel();

            Assert.All(readers, reader => reader.GetAwaiter().GetResult());
            Assert.Equal(OperatingSystem.IsLinux() ? (opened.Size + (1 << 21)) >> 21 : 0, pages);
            Assert.Equal(0, opened.MoveToHugePages(CancellationToken.None));
        }
    }

    [Fact]
    public void One_process_at_a_time_has_a_folder() =>
        Assert.Throws<IOException>(() => ImageFolder.Open(Path.Combine(_directory.FullName, "images")));

    [Fact]
    public void A_folder_is_made_below_one_that_is_there_and_is_its_owners_alone()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(Path.Combine(_directory.FullName, "not", "here")));
        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(Path.Combine(_directory.FullName, "images", "hash.key")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Each_reason_not_to_use_a_file_is_told_apart()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 3);
        Store(zone);

        Assert.Equal(ImageOutcome.Damaged, Refuse((ref ImageFileHeader header) => header.Magic++));
        Assert.Equal(ImageOutcome.OtherFormat, Refuse((ref ImageFileHeader header) => header.Version++));
        Assert.Equal(ImageOutcome.OtherFormat, Refuse((ref ImageFileHeader header) => header.Version--));
        Assert.Equal(ImageOutcome.OtherKey, Refuse((ref ImageFileHeader header) => header.Key++));
        Assert.Equal(ImageOutcome.Damaged, Refuse((ref ImageFileHeader header) => header.ZoneCount++));
    }

    [Fact]
    public void No_octet_can_be_flipped_and_no_end_cut_off_unseen()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 256);
        Store(zone);
        string path = Files.Single().FullName;
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(5);
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = [.. whole];
            int at = random.Next(round % 3 == 0 ? 300 : whole.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, round % 4 == 0 ? whole[..at] : round % 4 == 1 ? [.. damaged, 0] : damaged);

            using ImageSet images = _folder.Read();
            bool isPadding = images.Find(zone.Origin) is { } image && image.TryOpen(out CompiledZone? opened) == ImageOutcome.Opened
                && Answer(opened!, "1.2.0.192.in-addr.arpa.").AsSpan().SequenceEqual(Answer(zone, "1.2.0.192.in-addr.arpa."));

            // Only the octets between directory and image mean nothing.
            Assert.True(!isPadding || (round % 4 > 1 && whole[at] == 0 && at < 1024), Invariant($"octet {at} in round {round}"));
        }
    }

    [Fact]
    public void A_header_that_lies_under_a_right_check_sum_leads_nowhere()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 256);
        var random = new Random(7);
        byte[] image = Bytes(zone);
        int refused = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] lying = [.. image];
            int field = random.Next(Marshal.SizeOf<ImageHeader>() / sizeof(uint));
            BitConverter.TryWriteBytes(lying.AsSpan(field * sizeof(uint)), unchecked((uint)random.NextInt64(1L << random.Next(33))));
            ImageHeader header = MemoryMarshal.Read<ImageHeader>(lying);

            refused += header.IsWithin(lying.Length) ? 0 : 1;
            Assert.True(!header.IsWithin(lying.Length) || Ends(header).All(end => end <= lying.Length));
        }

        Assert.True(MemoryMarshal.Read<ImageHeader>(image).IsWithin(image.Length));
        Assert.InRange(refused, 100, 2_000);
    }

    [Fact]
    public void A_directory_that_lies_under_a_right_check_sum_leads_nowhere()
    {
        using CompiledZone zone = Compile("2.0.192.in-addr.arpa.", 3);
        Store(zone);
        string path = Files.Single().FullName;
        byte[] whole = File.ReadAllBytes(path);
        int directory = Marshal.SizeOf<ImageFileHeader>();
        var random = new Random(11);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] lying = [.. whole];
            int field = random.Next(Marshal.SizeOf<ImageFileEntry>() / sizeof(uint));
            BitConverter.TryWriteBytes(lying.AsSpan(directory + (field * sizeof(uint))), unchecked((uint)random.NextInt64(1L << random.Next(33))));
            File.WriteAllBytes(path, Resummed(lying));

            using ImageSet images = _folder.Read();
            if (images.Find(zone.Origin) is { } image && image.TryOpen(out CompiledZone? opened) == ImageOutcome.Opened)
            {
                Answer(opened!, "1.2.0.192.in-addr.arpa.");
                opened!.Dispose();
            }
        }
    }

    private delegate void Edit(ref ImageFileHeader header);

    private ImageOutcome Refuse(Edit edit)
    {
        string path = Files.Single().FullName;
        byte[] whole = File.ReadAllBytes(path);
        byte[] edited = [.. whole];
        ImageFileHeader header = MemoryMarshal.Read<ImageFileHeader>(edited);
        edit(ref header);
        header.Header = header.Sum();
        MemoryMarshal.Write(edited, header);
        File.WriteAllBytes(path, edited);
        try
        {
            using ImageSet images = _folder.Read();
            return images.Refused.Single().Outcome;
        }
        finally
        {
            File.WriteAllBytes(path, whole);
        }
    }

    private static unsafe byte[] Resummed(byte[] file)
    {
        ImageFileHeader header = MemoryMarshal.Read<ImageFileHeader>(file);
        fixed (byte* start = file)
        {
            header.Directory = Checksum.Of(start + sizeof(ImageFileHeader), header.DirectoryLength);
        }

        header.Header = header.Sum();
        MemoryMarshal.Write(file, header);
        return file;
    }

    private static unsafe byte[] Bytes(CompiledZone zone) => new ReadOnlySpan<byte>(zone.Image, (int)zone.Size).ToArray();

    private static IEnumerable<long> Ends(ImageHeader header) =>
    [
        (header.Slots * 4L) + (header.SlotCount * 8L),
        header.Apex * 4L,
        header.NegativeSoa * 4L,
        (header.Denial * 4L) + (header.DenialCount * 4L),
        header.ApexGlue * 4L,
    ];

    private void Store(params CompiledZone[] zones) => _folder.Update(zones, _ => Source, CancellationToken.None);

    private CompiledZone Open(DomainName origin)
    {
        using ImageSet images = _folder.Read();
        Assert.Equal(ImageOutcome.Opened, images.Find(origin)!.TryOpen(out CompiledZone? zone));
        return zone!;
    }

    private static string HostOf(int host) => Invariant($"{host & 255}.{host >> 8}.0.10.in-addr.arpa.");

    private static CompiledZone Compile(string name, int hosts)
    {
        var origin = DomainName.Parse(name);
        using var builder = new ZoneContentsBuilder(origin);
        byte[] ns = DomainName.Parse("ns.rir.example.").Wire.ToArray();
        builder.Add(origin.Wire, RecordType.SOA, 3600, [.. ns, .. ns, .. new byte[20]]);
        builder.Add(origin.Wire, RecordType.NS, 3600, ns);
        string middle = origin.LabelCount > 3 ? "" : "0.";
        for (int host = 0; host < hosts; host++)
        {
            var owner = DomainName.Parse(Invariant($"{host & 255}.") + (middle.Length > 0 ? Invariant($"{host >> 8}.{middle}") : "") + name);
            builder.Add(owner.Wire, RecordType.PTR, 3600, DomainName.Parse(Invariant($"h{host}.example.net.")).Wire);
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    private static byte[] Answer(CompiledZone zone, string name)
    {
        byte[] wire = DomainName.Parse(name).Wire.ToArray();
        byte[] message = new byte[1232];
        wire.CopyTo(message, 12);
        int end = 12 + wire.Length + 4;
        message[end - 3] = (byte)RecordType.PTR;
        message[end - 1] = (byte)RecordClass.IN;
        AnswerSummary summary = ZoneTable.Create([new ServedZone(zone.Origin, zone)])
            .Answer(message, end, RecordType.PTR, dnssecOk: false, message.Length);
        return message[..summary.Length];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
