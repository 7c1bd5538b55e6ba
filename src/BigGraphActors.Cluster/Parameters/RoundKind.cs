namespace BigGraphActors.Cluster.Parameters;

/// <summary>How much an exchange with all slices is to bring.</summary>
internal enum RoundKind
{
    /// <summary>Hands on what changed here; somebody waits for that.</summary>
    Hurried,

    /// <summary>Takes over what changed elsewhere too.</summary>
    Whole,

    /// <summary>And looks at every row for changes, as <see cref="RowSteps"/> has it.</summary>
    Thorough,
}
