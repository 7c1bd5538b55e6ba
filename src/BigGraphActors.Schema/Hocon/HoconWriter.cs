using System.Text;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Renders values as HOCON that <see cref="HoconReader"/> reads back to the same values.</summary>
public static class HoconWriter
{
    /// <summary>The root without braces, a key a line, two spaces a level.</summary>
    public static string Write(HoconObject root)
    {
        StringBuilder text = new();
        WriteFields(text, root, 0);
        return text.ToString();
    }

    /// <summary>One value on one line, as it could stand behind a key.</summary>
    public static string WriteInline(HoconNode node) => node switch
    {
        HoconScalar scalar => WriteScalar(scalar),
        HoconArray array => $"[{string.Join(", ", array.Select(WriteInline))}]",
        HoconObject { Count: 0 } => "{}",
        HoconObject nested => $"{{ {string.Join(", ", nested.Fields.Select(WriteInlineField))} }}",
        _ => throw new InvalidOperationException($"no such node: {node.GetType().Name}"),
    };

    private static void WriteFields(StringBuilder text, HoconObject node, int level)
    {
        string indent = new(' ', 2 * level);
        foreach (HoconField field in node.Fields)
        {
            text.Append(indent).Append(HoconPath.QuoteIfNeeded(field.Key));
            if (field.Value is HoconObject { Count: > 0 } nested)
            {
                text.Append(" {\n");
                WriteFields(text, nested, level + 1);
                text.Append(indent).Append("}\n");
            }
            else
            {
                text.Append(" = ").Append(WriteInline(field.Value)).Append('\n');
            }
        }
    }

    private static string WriteInlineField(HoconField field) =>
        $"{HoconPath.QuoteIfNeeded(field.Key)} = {WriteInline(field.Value)}";

    /// <summary>Numbers, truth values and null stay bare; all other text is quoted, so that it stays text.</summary>
    private static string WriteScalar(HoconScalar scalar) =>
        scalar.IsNull || scalar.IsBoolean || scalar.IsNumber ? scalar.Text : HoconPath.Quote(scalar.Text);
}
