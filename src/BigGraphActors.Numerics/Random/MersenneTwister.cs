namespace BigGraphActors.Numerics.Random;

/// <summary>MT19937 (Matsumoto and Nishimura, 1998), the generator behind PBG's held-out edges.</summary>
/// <remarks>
/// PBG: <c>torch.randint</c> after <c>manual_seed</c>; pbg.md, Appendix B. Not safe for several threads.
/// </remarks>
public sealed class MersenneTwister
{
    private const int Length = 624;

    private const int Middle = 397;

    private readonly uint[] _state = new uint[Length];

    private int _next = Length;

    /// <summary>Seeds as the authors' <c>init_genrand</c> does, which is what torch calls.</summary>
    /// <param name="seed">The low 32 bits of PBG's seed.</param>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
        {
            uint last = _state[i - 1];
            _state[i] = (1812433253u * (last ^ (last >> 30))) + i;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Length)
        {
            Regenerate();
        }

        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    private void Regenerate()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Length] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Middle) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DFu);
        }

        _next = 0;
    }
}
