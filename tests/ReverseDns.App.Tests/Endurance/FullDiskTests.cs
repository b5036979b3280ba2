namespace ReverseDns.App.Tests.Endurance;

/// <summary>A secondary whose disk is full while its primary changes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly FollowingServer _secondary = new();

    public void Dispose() => _secondary.Dispose();

    [MountFact]
    public async Task What_comes_is_served_and_said_not_to_be_kept_and_the_next_start_has_what_came_when_there_was_room()
    {
        await using var primary = new ChangingPrimary(_secondary.Port, names: 1_000, perVersion: 900, seed: 1) { IsTelling = true };
        _secondary.Configure(primary);
        using var disk = new SmallDisk(_secondary.File("state"));
        using (RunningServer secondary = await _secondary.ServeAsync())
        {
            await AwaitAsync(primary);
            disk.Fill();
            for (int version = 0; version < 3; version++)
            {
                primary.Publish();
                await AwaitAsync(primary);
            }

            disk.Empty();
            primary.Publish();
            await AwaitAsync(primary);
            (_, string log) = await secondary.TerminateAsync();
            Assert.Matches("serial [234] is served and cannot be kept: .*; a restart would go back to an older one", log);
        }

        primary.IsTelling = false;
        using RunningServer again = await _secondary.ServeAsync();
        Assert.Equal(primary.VersionOf(primary.Serial), _secondary.Read().Lines);
    }

    /// <summary>Until the secondary has what the primary has.</summary>
    private Task AwaitAsync(ChangingPrimary primary)
    {
        List<string> wanted = primary.VersionOf(primary.Serial)!;
        return Eventually.HoldsAsync(() => _secondary.Read().Lines.SequenceEqual(wanted));
    }
}
