using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Bourse.Cli.Output;

/// <summary>
/// Where a command writes: data to stdout, words to stderr. Colour and animation only on a terminal, and never with <c>NO_COLOR</c>.
/// </summary>
internal sealed class Terminal
{
    /// <summary>How JSON is written.</summary>
    public static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Rows of a list that are held at once.</summary>
    public const int BlockRows = 1000;

    private readonly TextReader? _input;
    private readonly TextWriter _out;
    private readonly CommandName _command;
    private readonly bool _isScreen;
    private readonly IAnsiConsole _outConsole;
    private readonly IAnsiConsole _errorConsole;

    /// <param name="output">For data.</param>
    /// <param name="error">For words.</param>
    /// <param name="command">How this program is called here; null for <c>bourse</c>.</param>
    /// <param name="input">What commands read that are told to; null for stdin.</param>
    /// <param name="width">How many characters a line of data has; null for as many as the screen has, or no end in a file or a pipe.</param>
    public Terminal(TextWriter output, TextWriter error, string? command = null, TextReader? input = null, int? width = null)
    {
        _input = input;
        _command = new CommandName(command);
        var colour = Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };
        _out = output;
        _isScreen = output == Console.Out && !Console.IsOutputRedirected;
        _outConsole = Create(output, colour && output == Console.Out && !Console.IsOutputRedirected);
        _errorConsole = Create(error, colour && error == Console.Error && !Console.IsErrorRedirected);
        _outConsole.Profile.Width = width ?? _outConsole.Profile.Width;
    }

    /// <summary>For progress and tables among the words.</summary>
    public IAnsiConsole Words => _errorConsole;

    /// <summary>What a command reads that is told to read stdin.</summary>
    public TextReader Input => _input ?? Console.In;

    /// <summary>For data and for what was asked for, such as help.</summary>
    public TextWriter Data => _out;

    /// <summary>A line for people, in which every command can be pasted: no line end is put into it, a screen breaks what is long by itself.</summary>
    public void Say(string line) => _errorConsole.Profile.Out.Writer.Write(ControlText.Visible(Pasted(line)) + "\n");

    /// <summary>Words in which every command can be pasted where this program was called.</summary>
    public string Pasted(string words) => _command.In(words);

    /// <summary>The answer to a question, asked again while it is wrong; the default where nobody can answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="mistake">What is wrong with an answer; null for nothing.</param>
    /// <param name="fallback">The answer where none is given.</param>
    public string Ask(string question, Func<string, string?> mistake, string fallback) =>
        !CanAsk
            ? fallback
            : _errorConsole.Prompt(new TextPrompt<string>($"{Markup.Escape(question)}:").DefaultValue(fallback).Validate(
                answer => mistake(answer) is { } wrong ? ValidationResult.Error(Markup.Escape(wrong)) : ValidationResult.Success()));

    /// <summary>Whether somebody typed the word that confirms what cannot be undone; not where nobody can answer.</summary>
    /// <param name="question">What it does, and which word to type.</param>
    /// <param name="word">The word, to the letter.</param>
    public bool IsConfirmed(string question, string word) =>
        CanAsk && _errorConsole.Prompt(new TextPrompt<string>($"{Markup.Escape(question)}:").AllowEmpty()) == word;

    /// <summary>Data as it is.</summary>
    public void Write(string text) => _out.Write(text);

    /// <summary>What words say already, alone and for programs: a screen, which has the words, does not get it twice.</summary>
    public void WriteForPrograms(string text)
    {
        if (!_isScreen)
            _out.Write(text);
    }

    /// <summary>Rows in the wanted format.</summary>
    public void Write(DataRows rows, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                WriteJson(writer => JsonRows.Write(writer, rows));
                break;
            case OutputFormat.Csv:
                WriteCsv(CsvText.Write(rows));
                break;
            case OutputFormat.Table when RecordText.IsBetter(rows, _outConsole.Profile.Width):
                _out.Write(RecordText.Write(rows));
                break;
            default:
                _outConsole.Write(ToTable(rows));
                break;
        }
    }

    /// <summary>Rows in the wanted format; where people read and there are none, what that means and what to do.</summary>
    public void Write(DataRows rows, OutputFormat format, string none)
    {
        if (rows.Values.Count == 0 && format == OutputFormat.Table)
            Say(none);
        else
            Write(rows, format);
    }

    /// <summary>
    /// Rows in the wanted format as they come, so that a long list needs no memory. A table's columns are as wide as each <see cref="BlockRows"/> rows need, whose
    /// heading stands above them.
    /// </summary>
    public async Task WriteAsync(
        IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, OutputFormat format, CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var block in rows.Chunk(BlockRows).WithCancellation(cancellationToken))
        {
            if (format == OutputFormat.Json)
                _out.Write((isFirst ? "[\n" : ",\n") + string.Join(",\n", block.Select(row => JsonRows.Line(columns, row))));
            else if (format == OutputFormat.Csv)
                WriteCsv(CsvText.Write(new DataRows(columns, block), withHeading: isFirst));
            else
                Write(new DataRows(columns, block), format);
            isFirst = false;
        }
        if (isFirst)
            Write(new DataRows(columns, []), format);
        else if (format == OutputFormat.Json)
            _out.Write("\n]\n");
    }

    /// <summary>One JSON document.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions))
            write(writer);
        _out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>Rows for people: numbers to the right, a dash for null.</summary>
    public static Table ToTable(DataRows rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var column = 0; column < rows.Columns.Count; column++)
        {
            var numbers = rows.Values.Count > 0 && rows.Values.All(row => row[column] is null || InvariantText.IsNumber(row[column]));
            table.AddColumn(new TableColumn(Markup.Escape(rows.Columns[column]))
            {
                Alignment = numbers ? Justify.Right : Justify.Left,
                // Ids, times and numbers stay whole: what is short of room is taken from columns of words.
                NoWrap = rows.Values.All(row => !InvariantText.Of(row[column]).Contains(' ', StringComparison.Ordinal)),
            });
        }
        foreach (var row in rows.Values)
            table.AddRow([.. row.Select(value => new Text(value is null ? "—" : ControlText.Visible(InvariantText.Of(value))))]);
        return table;
    }

    private bool CanAsk => !Console.IsInputRedirected && _errorConsole.Profile.Capabilities.Interactive;

    // A file or a program gets the data as it is, a screen gets it to look at.
    private void WriteCsv(string text) => _out.Write(_isScreen ? ControlText.Visible(text.ReplaceLineEndings("\n")) : text);

    private static IAnsiConsole Create(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal)
            // Nothing is cut or wrapped in a file or a pipe.
            console.Profile.Width = 10_000;
        return console;
    }
}
