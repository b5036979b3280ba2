namespace ReverseDns.App.Tests;

/// <summary>The working copy that the tests were built in.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string SamplePlan { get; } = System.IO.Path.Combine(Path, "zones", "plan.yaml");

    private static string Find()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "ReverseDns.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
