using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>Collects the parameters of relations row by row, whatever layout they come in.</summary>
/// <remarks>
/// PBG: a dynamic model has one tensor for all relations and each side, a static one a tensor for each relation. The
/// order of first sight numbers dynamic relations.
/// </remarks>
internal sealed class RelationRows(RunSettings settings, int dim)
{
    /// <summary>The suffix of left-hand operators in the published Wikidata vectors.</summary>
    private const string ReverseSuffix = "_reverse_relation";

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<(int Relation, string Side, string Parameter), float[]> _rows = [];

    /// <summary>Relations seen, in the order of their numbers.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>
    /// Elements of one relation's row in the published Wikidata layout; below 0 where one row cannot hold them.
    /// </summary>
    public int PublishedLength => settings.Relations[0].Operator switch
    {
        OperatorKind.Translation or OperatorKind.Diagonal or OperatorKind.ComplexDiagonal => dim,
        OperatorKind.Linear => dim * dim,
        OperatorKind.None => 0,
        _ => -1,
    };

    /// <summary>Takes a row of the published Wikidata layout, which names neither side nor parameter.</summary>
    public string? AddPublished(ReadOnlySpan<byte> name, float[] values)
    {
        string relation = Encoding.UTF8.GetString(name);
        bool isReverse = relation.EndsWith(ReverseSuffix, StringComparison.Ordinal);
        string side = isReverse ? "lhs" : "rhs";
        int number = NumberOf(isReverse ? relation[..^ReverseSuffix.Length] : relation);
        int half = dim / 2;
        return settings.Relations[0].Operator switch
        {
            OperatorKind.Translation => Put(number, side, "translation", values),
            OperatorKind.Diagonal => Put(number, side, "diagonal", values),
            OperatorKind.Linear => Put(number, side, "linear_transformation", values),
            OperatorKind.ComplexDiagonal =>
                Put(number, side, "real", values[..half]) ?? Put(number, side, "imag", values[half..]),
            _ => null,
        };
    }

    /// <summary>Takes a line of PBG's export: relation, side, operator, parameter, shape, values.</summary>
    /// <returns>What is wrong with it, or none.</returns>
    public string? AddExported(ReadOnlySpan<byte> line)
    {
        string[] cells = Encoding.UTF8.GetString(line).Split('\t');
        if (cells.Length < 6 || cells[1] is not ("lhs" or "rhs"))
        {
            return "expected relation, lhs or rhs, operator, parameter, shape and values, parted by tabs";
        }

        int number = settings.DynamicRelations ? NumberOf(cells[0]) : StaticNumber(cells[0]);
        if (number < 0)
        {
            return $"the configuration has no relation '{cells[0]}'";
        }

        float[] values = new float[cells.Length - 5];
        for (int at = 0; at < values.Length; at++)
        {
            bool isNumber = float.TryParse(
                cells[5 + at], NumberStyles.Float, CultureInfo.InvariantCulture, out values[at]);
            if (!isNumber || !float.IsFinite(values[at]))
            {
                return $"value {at} is no finite number: '{cells[5 + at]}'";
            }
        }

        if (!settings.DynamicRelations && cells[1] == "lhs")
        {
            return "is of the left-hand side (lhs), which only dynamic relations have";
        }

        string parameter = settings.DynamicRelations && cells[3] is not ("real" or "imag") ? cells[3][..^1] : cells[3];
        OperatorKind kind = settings.Relations[settings.DynamicRelations ? 0 : number].Operator;
        return ParametersOf(kind).Contains(parameter, StringComparer.Ordinal)
            ? Put(number, cells[1], parameter, values)
            : $"the configuration's operator {SettingsText.Of(kind)} has no parameter '{cells[3]}'";
    }

    /// <summary>Refuses parameters of some relations, sides or kinds without those of the others.</summary>
    /// <param name="path">Where they came from.</param>
    /// <exception cref="EdgeListException">Something is missing; names it.</exception>
    /// <remarks>What is missing would start at the operator's first values, beside others that are learnt.</remarks>
    public void RequireWhole(string path)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        string[] sides = settings.DynamicRelations ? ["lhs", "rhs"] : ["rhs"];
        int count = settings.DynamicRelations ? _names.Count : settings.Relations.Count;
        for (int relation = 0; relation < count; relation++)
        {
            RelationSettings kind = settings.Relations[settings.DynamicRelations ? 0 : relation];
            foreach ((string side, string parameter) in
                from side in sides from parameter in ParametersOf(kind.Operator) select (side, parameter))
            {
                if (!_rows.ContainsKey((relation, side, parameter)))
                {
                    string name = settings.DynamicRelations ? _names[relation] : kind.Name;
                    string hand = side == "lhs" ? "left-hand" : "right-hand";
                    throw new EdgeListException(
                        path,
                        $"relation '{name}' has no {parameter} of its {hand} side ({side}). Is the file cut off?");
                }
            }
        }
    }

    private static string[] ParametersOf(OperatorKind kind) => kind switch
    {
        OperatorKind.Translation => ["translation"],
        OperatorKind.Diagonal => ["diagonal"],
        OperatorKind.ComplexDiagonal => ["real", "imag"],
        OperatorKind.Linear => ["linear_transformation"],
        OperatorKind.Affine => ["linear_transformation", "translation"],
        _ => [],
    };

    /// <summary>The parameters as a checkpoint holds them; <see cref="RequireWhole"/> was called before.</summary>
    public IReadOnlyList<ModelParameter> ToParameters() => settings.DynamicRelations
        ? [.. _rows.Keys.Select(key => (key.Side, key.Parameter)).Distinct().Select(Dynamic)]
        : [.. _rows.Select(row => new ModelParameter
            {
                Key = $"{row.Key.Side}_operators.{row.Key.Relation}.{row.Key.Parameter}",
                Shape = ShapeOf(row.Key.Parameter, row.Value.Length),
                Values = row.Value,
            })];

    private ModelParameter Dynamic((string Side, string Parameter) of)
    {
        float[][] rows = new float[_names.Count][];
        for (int relation = 0; relation < rows.Length; relation++)
        {
            rows[relation] = _rows[(relation, of.Side, of.Parameter)];
        }

        string name = of.Parameter is "real" or "imag" ? of.Parameter : of.Parameter + "s";
        return new ModelParameter
        {
            Key = $"{of.Side}_operators.0.{name}",
            Shape = [rows.Length, .. ShapeOf(of.Parameter, rows[0].Length)],
            Values = [.. rows.SelectMany(row => row)],
        };
    }

    private int[] ShapeOf(string parameter, int length) =>
        parameter == "linear_transformation" ? [dim, dim] : [length];

    private string? Put(int relation, string side, string parameter, float[] values)
    {
        int expected = parameter switch
        {
            "translation" or "diagonal" => dim,
            "real" or "imag" => dim / 2,
            "linear_transformation" => dim * dim,
            _ => 0,
        };
        if (values.Length != expected)
        {
            return expected == 0
                ? $"there is no parameter '{parameter}'"
                : $"{parameter} holds {values.Length} values, expected {expected} for dimension {dim}";
        }

        return _rows.TryAdd((relation, side, parameter), values)
            ? null
            : $"{parameter} of side {side} of this relation was there before";
    }

    private int StaticNumber(string name) =>
        settings.Relations.Index().Where(pair => pair.Item.Name == name).Select(pair => pair.Index).FirstOrDefault(-1);

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _names.Count;
            _numbers.Add(name, number);
            _names.Add(name);
        }

        return number;
    }
}
