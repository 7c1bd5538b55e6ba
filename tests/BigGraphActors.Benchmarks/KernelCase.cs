namespace BigGraphActors.Benchmarks;

/// <summary>One kernel at one size.</summary>
/// <param name="Name">Unique; the key in allocated-bytes.json.</param>
/// <param name="Flops">Multiplications and additions in a call; 0 where moving memory is the work.</param>
/// <param name="MovedBytes">Bytes read and written in a call.</param>
/// <param name="Body">The call. It may be repeated; what it works on is made again or does not wear out.</param>
internal sealed record KernelCase(string Name, double Flops, double MovedBytes, Action Body)
{
    public override string ToString() => Name;
}
