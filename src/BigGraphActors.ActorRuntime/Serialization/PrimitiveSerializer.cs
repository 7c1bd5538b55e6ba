using System.Buffers.Binary;
using System.Text;

namespace Akka.Serialization;

/// <summary>Strings, numbers and bytes; little-endian, UTF-8.</summary>
internal sealed class PrimitiveSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly UTF8Encoding Strict = new(false, true);

    public static IEnumerable<Type> Types =>
        [typeof(string), typeof(int), typeof(long), typeof(double), typeof(bool), typeof(byte[])];

    public override int Identifier => 17;

    public override string Manifest(object o) => o switch
    {
        string => "S",
        int => "I",
        long => "L",
        double => "D",
        bool => "B",
        _ => "A",
    };

    public override byte[] ToBinary(object obj)
    {
        var bytes = new byte[8];
        switch (obj)
        {
            case string text:
                return Strict.GetBytes(text);
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                return bytes[..4];
            case long number:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                return bytes;
            case double number:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
                return bytes;
            case bool truth:
                return [truth ? (byte)1 : (byte)0];
            default:
                return (byte[])obj;
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "S" => Strict.GetString(bytes),
        "I" when bytes.Length == 4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "L" when bytes.Length == 8 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "D" when bytes.Length == 8 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "B" when bytes.Length == 1 && bytes[0] <= 1 => bytes[0] == 1,
        "A" => bytes,
        _ => throw new SerializationException($"Unknown primitive '{manifest}' of {bytes.Length} bytes"),
    };
}
