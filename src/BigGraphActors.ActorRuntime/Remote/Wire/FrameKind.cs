namespace Akka.Remote.Wire;

/// <summary>First byte of a frame. Numbers are wire format: add, never change.</summary>
internal enum FrameKind : byte
{
    Hello = 1,
    Welcome = 2,
    Message = 3,
    Watch = 4,
    Unwatch = 5,
    Death = 6,
}
