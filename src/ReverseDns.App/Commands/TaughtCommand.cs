using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ReverseDns.App.Commands;

/// <summary>A command whose --help ends with examples to copy.</summary>
internal sealed class TaughtCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Makes the help of a command tree print the examples of the command asked about.</summary>
    public static void TeachByExample(RootCommand root, IReadOnlyList<string> rootExamples)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Action = new Help((HelpAction)option.Action!, rootExamples);
        }
    }

    private sealed class Help(HelpAction standard, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int result = standard.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            IReadOnlyList<string> examples =
                (parseResult.CommandResult.Command as TaughtCommand)?.Examples ?? rootExamples;
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
            return result;
        }
    }
}
