namespace BigGraphActors.Schema.Hocon;

/// <summary>Turns text into definitions; substitutions stay open.</summary>
/// <remarks>Recursive descent. Each level of nesting is counted against <see cref="HoconReader.MaxDepth"/>.</remarks>
internal sealed class HoconParser
{
    private readonly HoconCursor _cursor;
    private readonly string _source;
    private readonly HoconReadOptions _options;
    private readonly string[] _includedAt;
    private int _depth;

    public HoconParser(string text, string source, HoconReadOptions options)
        : this(text, source, options, [], 0)
    {
    }

    private HoconParser(string text, string source, HoconReadOptions options, string[] includedAt, int depth)
    {
        _cursor = new HoconCursor(text, source);
        _source = source;
        _options = options;
        _includedAt = includedAt;
        _depth = depth;
    }

    public RawObject ReadRoot()
    {
        _cursor.SkipToContent();
        RawObject root = new(_cursor.At);
        if (_cursor.Current == '{')
        {
            ReadBraced(root, _includedAt);
            _cursor.SkipToContent();
            return _cursor.AtEnd ? root : throw Expected("the end of the text after the closing '}'");
        }

        if (_cursor.Current == '[')
        {
            throw Expected("keys: the root must be an object");
        }

        ReadMembers(root, _includedAt, braced: false);
        return root;
    }

    private void ReadBraced(RawObject target, string[]? path)
    {
        SourcePosition opened = _cursor.At;
        Enter(1);
        _cursor.Advance();
        ReadMembers(target, path, braced: true);
        if (_cursor.Current != '}')
        {
            throw Expected($"'}}' for the '{{' of line {opened.Line}");
        }

        _cursor.Advance();
        _depth--;
    }

    private void ReadMembers(RawObject target, string[]? path, bool braced)
    {
        _cursor.SkipToContent();
        while (!_cursor.AtEnd && !(braced && _cursor.Current == '}'))
        {
            ReadMember(target, path);
            PassSeparator('}', "a new line or ',' before the next key");
        }
    }

    private void ReadMember(RawObject target, string[]? path)
    {
        if (IsInclude())
        {
            ReadInclude(target, path);
            return;
        }

        SourcePosition at = _cursor.At;
        if (!HoconKeys.IsBare(_cursor) && _cursor.Current != '"')
        {
            throw Expected("a key");
        }

        string[] key = HoconKeys.ReadPath(_cursor);
        Enter(key.Length);
        _cursor.SkipToContent();
        bool appends = _cursor.Current == '+' && _cursor.Peek(1) == '=';
        if (appends)
        {
            _cursor.Advance(2);
        }
        else if (_cursor.Current is '=' or ':')
        {
            _cursor.Advance();
        }
        else if (_cursor.Current != '{')
        {
            throw Expected($"'=', ':' or '{{' after the key '{HoconPath.Format(key)}'");
        }

        RawNode value = ReadValue(path is null ? null : [.. path, .. key]);
        AddUnder(target, key, at, appends ? Appended(value) : value);
        _depth -= key.Length;
    }

    private static RawNode.Concatenation Appended(RawNode item) =>
        new(item.At, [new RawNode.Previous(item.At), new RawNode.List(item.At, [item])]);

    private static void AddUnder(RawObject target, string[] key, SourcePosition at, RawNode value)
    {
        for (int i = key.Length - 1; i > 0; i--)
        {
            RawObject parent = new(at);
            parent.Add(key[i], at, value);
            value = parent;
        }

        target.Add(key[0], at, value);
    }

    private RawNode ReadValue(string[]? path)
    {
        _cursor.SkipToContent();
        SourcePosition at = _cursor.At;
        List<RawNode> parts = [];
        string space = "";
        while (!_cursor.AtEnd && _cursor.Current is not (',' or '}' or ']' or '\n') && !_cursor.AtComment)
        {
            if (space.Length > 0 && parts.Count > 0)
            {
                parts.Add(new RawNode.Literal(new HoconScalar(_cursor.At, space, false)) { IsSpace = true });
            }

            parts.Add(ReadPart(path));
            space = _cursor.TakeInlineSpace();
        }

        return parts.Count switch
        {
            0 => throw Expected("a value"),
            1 => parts[0],
            _ when parts.TrueForAll(part => part is RawNode.Literal) => Joined(at, parts),
            _ => new RawNode.Concatenation(at, parts),
        };
    }

    private static RawNode.Literal Joined(SourcePosition at, List<RawNode> literals)
    {
        IEnumerable<HoconScalar> scalars = literals.Select(part => ((RawNode.Literal)part).Scalar);
        string text = string.Concat(scalars.Select(scalar => scalar.Text));
        return new RawNode.Literal(new HoconScalar(at, text, scalars.Any(scalar => scalar.IsQuoted)));
    }

    private RawNode ReadPart(string[]? path)
    {
        SourcePosition at = _cursor.At;
        switch (_cursor.Current)
        {
            case '{':
                RawObject nested = new(at);
                ReadBraced(nested, path);
                return nested;
            case '[':
                return ReadList();
            case '"':
                return new RawNode.Literal(new HoconScalar(at, HoconKeys.ReadQuoted(_cursor), true));
            case '$' when _cursor.Peek(1) == '{':
                return ReadSubstitution();
            default:
                return HoconKeys.IsBare(_cursor)
                    ? new RawNode.Literal(new HoconScalar(at, HoconKeys.ReadBare(_cursor), false))
                    : throw Expected("a value; text with this character must stand in quotes");
        }
    }

    private RawNode.List ReadList()
    {
        SourcePosition opened = _cursor.At;
        Enter(1);
        _cursor.Advance();
        _cursor.SkipToContent();
        List<RawNode> items = [];
        while (!_cursor.AtEnd && _cursor.Current != ']')
        {
            // Items have no path of their own, so an include inside one keeps its substitutions as written.
            items.Add(ReadValue(null));
            PassSeparator(']', "a new line or ',' before the next item");
        }

        if (_cursor.AtEnd)
        {
            throw Expected($"']' for the '[' of line {opened.Line}");
        }

        _cursor.Advance();
        _depth--;
        return new RawNode.List(opened, items);
    }

    private RawNode.Substitution ReadSubstitution()
    {
        SourcePosition at = _cursor.At;
        _cursor.Advance(2);
        bool isOptional = _cursor.Current == '?';
        _cursor.Advance(isOptional ? 1 : 0);
        string[] path = HoconKeys.ReadPath(_cursor);
        if (_cursor.Current != '}')
        {
            throw Expected($"'}}' after '{HoconPath.Format(path)}'");
        }

        _cursor.Advance();
        return new RawNode.Substitution(at, path, isOptional) { Prefix = _includedAt };
    }

    private bool IsInclude() =>
        _cursor.StartsWith("include")
        && (HoconCursor.IsInlineSpace(_cursor.Peek(7)) || _cursor.Peek(7) == '"')
        && IncludeTarget() is '"' or 'f' or 'r';

    private char IncludeTarget()
    {
        int ahead = 7;
        while (HoconCursor.IsInlineSpace(_cursor.Peek(ahead)))
        {
            ahead++;
        }

        // A bare word after "include" is a key with a space in it, unless it calls file() or required().
        char first = _cursor.Peek(ahead);
        bool isCall = first is 'f' or 'r' && CallAt(ahead);
        return first == '"' || isCall ? first : '\0';
    }

    private bool CallAt(int ahead)
    {
        string word = string.Concat(Enumerable.Range(ahead, 9).Select(i => _cursor.Peek(i)));
        return word.StartsWith("file(", StringComparison.Ordinal) || word == "required(";
    }

    private void ReadInclude(RawObject target, string[]? path)
    {
        _cursor.Advance("include".Length);
        _cursor.TakeInlineSpace();
        SourcePosition at = _cursor.At;
        int calls = 0;
        for (string call = NextCall(); call.Length > 0; call = NextCall(), calls++)
        {
            _cursor.Advance(call.Length);
            _cursor.TakeInlineSpace();
        }

        if (_cursor.Current != '"')
        {
            throw Expected("the included file's name in quotes");
        }

        string name = HoconKeys.ReadQuoted(_cursor);
        for (; calls > 0; calls--)
        {
            _cursor.TakeInlineSpace();
            if (_cursor.Current != ')')
            {
                throw Expected("')'");
            }

            _cursor.Advance();
        }

        target.Absorb(ReadIncluded(name, at, path));
    }

    private string NextCall() =>
        _cursor.StartsWith("file(") ? "file(" : _cursor.StartsWith("required(") ? "required(" : "";

    private RawObject ReadIncluded(string name, SourcePosition at, string[]? path)
    {
        if (_options.Include is not { } load)
        {
            throw new HoconException(at, $"include \"{name}\" is not allowed here");
        }

        (string text, string source) = load(name, _source)
            ?? throw new HoconException(at, $"included file \"{name}\" does not exist");
        Enter(1);
        RawObject included = new HoconParser(text, source, _options, path ?? [], _depth).ReadRoot();
        _depth--;
        return included;
    }

    /// <summary>Between two members: at least a line end or one comma.</summary>
    private void PassSeparator(char closing, string expected)
    {
        bool parted = _cursor.SkipToContent();
        if (_cursor.Current == ',')
        {
            parted = true;
            _cursor.Advance();
            _cursor.SkipToContent();
        }

        if (!parted && !_cursor.AtEnd && _cursor.Current != closing)
        {
            throw Expected(expected);
        }
    }

    private void Enter(int levels)
    {
        _depth += levels;
        if (_depth > HoconReader.MaxDepth)
        {
            throw new HoconException(_cursor.At, $"nested deeper than {HoconReader.MaxDepth} levels");
        }
    }

    private HoconException Expected(string what) =>
        new(_cursor.At, $"expected {what}, met {_cursor.Describe()}");
}
