using System.Text;
using CsCheck;

namespace BigGraphActors.Tests.Schema;

/// <summary>One to three changes to a text: a part taken out, words put in, a character replaced everywhere.</summary>
internal static class TextChange
{
    private const int LongestCut = 12;

    /// <summary>A changed text; a failure shrinks to the fewest changes.</summary>
    public static Gen<string> Of(string text, Gen<string> words)
    {
        Gen<Action<StringBuilder>> cut = Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, LongestCut]).Select(
            (at, length) => new Action<StringBuilder>(changed =>
            {
                int start = at % changed.Length;
                changed.Remove(start, Math.Min(length, changed.Length - start));
            }));
        Gen<Action<StringBuilder>> insert = Gen.Select(Gen.Int[0, int.MaxValue], words).Select(
            (at, word) => new Action<StringBuilder>(changed => changed.Insert(at % changed.Length, word)));
        Gen<Action<StringBuilder>> replace = Gen.Select(Gen.Int[0, int.MaxValue], Gen.Char[' ', '~']).Select(
            (at, letter) => new Action<StringBuilder>(changed =>
            {
                int place = at % changed.Length;
                changed.Replace(changed[place], letter, place, 1);
            }));
        return Gen.OneOf<Action<StringBuilder>>(cut, insert, replace).Array[1, 3].Select(changes =>
        {
            StringBuilder changed = new(text);
            foreach (Action<StringBuilder> change in changes)
            {
                change(changed);
            }

            return changed.ToString();
        });
    }
}
