using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>How a relation moves the vector of its right-hand side. PBG: <c>operators.py</c>.</summary>
public enum OperatorKind
{
    /// <summary><c>g(v) = v</c>.</summary>
    None,

    /// <summary><c>g(v) = d * v</c>, element by element.</summary>
    Diagonal,

    /// <summary><c>g(v) = v + t</c>.</summary>
    Translation,

    /// <summary><c>g(v) = A v</c>.</summary>
    Linear,

    /// <summary><c>g(v) = A v + t</c>.</summary>
    Affine,

    /// <summary>Complex product; the first half of a vector is real, the second imaginary.</summary>
    ComplexDiagonal,

    /// <summary>Ours: complex product of modulus 1, an angle a coordinate (Sun et al., 2019: RotatE).</summary>
    Rotation,

    /// <summary>Ours: halves swapped and scaled (Kazemi and Poole, 2018: SimplE).</summary>
    Simple,
}

/// <summary>How two vectors become a score; higher is better. PBG: <c>comparators</c>.</summary>
public enum ComparatorKind
{
    /// <summary>Inner product.</summary>
    Dot,

    /// <summary>Cosine of the angle.</summary>
    Cos,

    /// <summary>Negated Euclidean distance.</summary>
    L2,

    /// <summary>Negated squared Euclidean distance.</summary>
    SquaredL2,
}

/// <summary>How positive and negative scores become a loss. PBG: <c>losses.py</c>.</summary>
public enum LossKind
{
    /// <summary>Hinge with a margin.</summary>
    Ranking,

    /// <summary>Binary cross-entropy, negatives averaged.</summary>
    Logistic,

    /// <summary>Cross-entropy of the positive against itself and its negatives.</summary>
    Softmax,
}

/// <summary>Penalty on the vectors of a batch. PBG: <c>regularizers.py</c>.</summary>
public enum RegularizerKind
{
    /// <summary>Sum of cubed absolute values (Lacroix et al., 2018).</summary>
    N3,
}

/// <summary>Which vectors a regulariser acts on.</summary>
public enum RegularizerScope
{
    /// <summary>What is compared: after operator and normalisation, as PBG.</summary>
    Transformed,

    /// <summary>The rows of the tables, in both directions of an edge (Lacroix et al., 2018).</summary>
    Raw,
}

/// <summary>What the products of training are computed from.</summary>
public enum ProductKind
{
    /// <summary>The vectors as they are.</summary>
    Float32,

    /// <summary>Vectors and gradients rounded to 16-bit integers, each row with a scale of its own.</summary>
    Int16,
}

/// <summary>Order in which one machine visits the buckets of an epoch. PBG: <c>bucket_scheduling.py</c>.</summary>
public enum BucketOrder
{
    /// <summary>Any permutation.</summary>
    Random,

    /// <summary>Consecutive buckets share a partition where one is left.</summary>
    Affinity,

    /// <summary>From the highest layer <c>min(lhs, rhs)</c> down to 0.</summary>
    InsideOut,

    /// <summary>From layer 0 up.</summary>
    OutsideIn,
}

/// <summary>The words that files use for the members of an enum: PBG's, in snake case.</summary>
internal static class ChoiceNames
{
    /// <summary>The words of an enum, in its order.</summary>
    public static IReadOnlyList<string> Of(Type choices) =>
        [.. Enum.GetValues(choices).Cast<Enum>().Select(Of)];

    /// <summary>The word of a member: <c>complex_diagonal</c>, <c>squared_l2</c>, <c>N3</c>.</summary>
    public static string Of(Enum choice)
    {
        if (choice is RegularizerKind)
        {
            // PBG: the registry of regularisers is the only one that is not in lower case.
            return choice.ToString();
        }

        StringBuilder word = new();
        foreach (char c in choice.ToString())
        {
            _ = char.IsAsciiLetterUpper(c) && word.Length > 0 ? word.Append('_') : word;
            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    /// <summary>The member of a word that <see cref="Of(Enum)"/> made.</summary>
    public static TChoice Parse<TChoice>(string word)
        where TChoice : struct, Enum =>
        Enum.GetValues<TChoice>().First(choice => Of(choice) == word);
}
