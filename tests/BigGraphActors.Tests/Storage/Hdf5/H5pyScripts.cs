namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>Python programs that write files with h5py, for our reader.</summary>
internal static class H5pyScripts
{
    /// <summary>
    /// Writes one dataset for each layout, index, filter and element type (argument 2: <c>libver</c>), and beside it
    /// under <c>expected/</c> what libhdf5 converts it to: contiguous int64 and float64.
    /// </summary>
    public const string Layouts = """
        import sys, h5py, numpy as np
        path, libver = sys.argv[1:3]
        f = h5py.File(path, 'w', libver=None if libver == 'default' else libver)
        x = h5py.File(path + '.expected', 'w')
        rng = np.random.RandomState(5)
        def put(name, data, **kw):
            d = f.create_dataset(name, data=data, **kw)
            expect(name, d)
            return d
        def expect(name, d):
            i = np.zeros(d.shape, 'i8'); r = np.zeros(d.shape, 'f8'); s = np.zeros(d.shape, 'f4')
            if d.size:
                d.read_direct(i); d.read_direct(r); d.read_direct(s)
            t = d.id.get_type()
            if t.get_class() == h5py.h5t.FLOAT and t.get_size() == 2:
                i = np.trunc(r).astype('i8')  # libhdf5 1.10 turns negative halves into nonsense
            x.create_dataset(name + '/i8', data=i); x.create_dataset(name + '/f8', data=r)
            x.create_dataset(name + '/f4', data=s)
        def numbers(*shape, kind='i8'):
            # libhdf5 1.10 does not clamp a big-endian uint64 above 2^63: 'types/wide' has the little-endian case.
            n = rng.randint(0 if 'u' in kind else -100, 100, size=shape)
            return n.astype(kind)
        for kind in ('i1','u1','i2','u2','i4','u4','i8','u8','f2','f4','f8'):
            for order in '<>':
                put(f'types/{kind}{"le" if order == "<" else "be"}', numbers(37, kind=kind).astype(order + kind))
        put('types/bool', rng.rand(50) > 0.5)
        put('types/fractions', np.array([0.5, 1.7, -2.9, -0.1, 1e30, -1e30, np.inf, -np.inf]))
        put('types/halves', np.array([0.5, 1.7, -2.9, 65504, -65504, 1e-7], 'f2'))
        put('types/wide', np.array([2**64 - 1, 2**63, 2**63 - 1, 5], 'u8'))
        put('types/long', np.array([2**63 - 1, -2**63, 2**53 + 1, 2**24 + 1], 'i8'))
        put('shapes/scalar', np.int64(7))
        put('shapes/empty', np.zeros((0, 5), 'f4'))
        put('shapes/empty_chunked', np.zeros((0,), 'i8'), chunks=(64,), maxshape=(None,))
        put('shapes/3d', numbers(5, 6, 7))
        for filters in ({}, {'compression': 'gzip'}, {'compression': 'gzip', 'shuffle': True},
                        {'fletcher32': True}, {'compression': 'gzip', 'shuffle': True, 'fletcher32': True},
                        {'shuffle': True}, {'scaleoffset': 0}):
            tag = '_'.join([*sorted(filters), filters.get('compression', '')]) or 'plain'
            put(f'chunked/{tag}/one', numbers(100), chunks=(100,), **filters)
            put(f'chunked/{tag}/fixed', numbers(1000), chunks=(64,), **filters)
            put(f'chunked/{tag}/growing', numbers(1000), chunks=(7,), maxshape=(None,), **filters)
            put(f'chunked/{tag}/2d', numbers(33, 21), chunks=(8, 5), **filters)
            put(f'chunked/{tag}/rows', numbers(33, 21), chunks=(8, 21), maxshape=(None, 21), **filters)
            if libver == 'default':
                put(f'chunked/{tag}/columns', numbers(33, 21), chunks=(8, 5), maxshape=(33, None), **filters)
                put(f'chunked/{tag}/far', numbers(33, 21), chunks=(8, 5), maxshape=(50, 70), **filters)
            put(f'chunked/{tag}/both', numbers(33, 21), chunks=(8, 5), maxshape=(None, None), **filters)
            put(f'chunked/{tag}/wide', numbers(33, 3), chunks=(8, 5), maxshape=(None, None), **filters)
            put(f'chunked/{tag}/bounded', numbers(33, 21), chunks=(8, 5), maxshape=(50, 24), **filters)
            if 'scaleoffset' not in filters:
                put(f'chunked/{tag}/3d', numbers(9, 10, 11, kind='f4'), chunks=(4, 3, 5), **filters)
        put('chunked/noise', numbers(5000, kind='i1'), chunks=(5000,), compression='gzip')
        put('chunked/many', numbers(9000), chunks=(1,), maxshape=(None,))
        put('chunked/many_fixed', numbers(5000, kind='i2'), chunks=(2,))
        put('chunked/many_both', numbers(60, 70), chunks=(1, 1), maxshape=(None, None))
        # Chunks never written read as the fill value; so do arrays never written at all.
        d = f.create_dataset('fill/sparse', (1000,), 'f8', chunks=(10,), maxshape=(None,), fillvalue=-1.5)
        d[505:523] = np.arange(18); expect('fill/sparse', d)
        d = f.create_dataset('fill/sparse_fixed', (100, 30), 'i4', chunks=(10, 7), fillvalue=9)
        d[50:53, 3:20] = 4; expect('fill/sparse_fixed', d)
        d = f.create_dataset('fill/late_fixed', (5000,), 'i8', chunks=(1,))
        d[4000:4010] = 3; expect('fill/late_fixed', d)
        expect('fill/contiguous', f.create_dataset('fill/contiguous', (12,), 'i8', fillvalue=3))
        expect('fill/unset', f.create_dataset('fill/unset', (12,), 'i8'))
        d = put('shrunk', numbers(100), chunks=(8,), maxshape=(None,)); d.resize((50,))
        del x['shrunk']; expect('shrunk', d)
        d = put('grown', numbers(100), chunks=(8,), maxshape=(None,)); d.resize((150,))
        del x['grown']; expect('grown', d)
        dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE); dcpl.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((6,))
        id = h5py.h5d.create(f.id, b'compact', h5py.h5t.STD_I32BE, space, dcpl)
        id.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(6, dtype='i4')); expect('compact', h5py.Dataset(id))
        dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE); dcpl.set_chunk((5, 4))
        dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        id = h5py.h5d.create(f.id, b'early', h5py.h5t.STD_I16LE, h5py.h5s.create_simple((11, 9)), dcpl)
        id.write(h5py.h5s.ALL, h5py.h5s.ALL, numbers(11, 9, kind='i2')); expect('early', h5py.Dataset(id))
        t = h5py.h5t.STD_I32LE.copy(); t.set_size(3); t.set_precision(24)
        id = h5py.h5d.create(f.id, b'three_bytes', t, h5py.h5s.create_simple((6,)))
        id.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([0, 1, -1, 70000, -70000, 8388607], 'i4'))
        expect('three_bytes', h5py.Dataset(id))
        t = h5py.h5t.STD_I32BE.copy(); t.set_precision(17); t.set_offset(5)
        id = h5py.h5d.create(f.id, b'some_bits', t, h5py.h5s.create_simple((5,)))
        id.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([0, 1, -1, 65535, -65536], 'i4'))
        expect('some_bits', h5py.Dataset(id))
        f['named_type'] = np.dtype('<i4')
        d = f.create_dataset('of_named_type', (3,), dtype=f['named_type']); d[:] = [1, 2, 3]; expect('of_named_type', d)
        f.close(); x.close()
        """;

    /// <summary>Writes groups and attributes of every kind of storage (argument 2: <c>libver</c>).</summary>
    public const string Objects = """
        import sys, h5py, numpy as np
        path, libver = sys.argv[1:3]
        f = h5py.File(path, 'w', libver=None if libver == 'default' else libver)
        for count in (0, 1, 8, 9, 100, 3000):
            for order in (False, True):
                g = f.create_group(f'links/{count}/{"tracked" if order else "plain"}', track_order=order)
                for i in range(count):
                    g.create_dataset(f'member_{i}', data=np.int64(i))
        for count in (1, 8, 9, 60):
            g = f.create_group(f'attributes/{count}')
            for i in range(count):
                g.attrs[f'a/{i}'] = i
        g = f.create_group('values')
        g.attrs['int'] = np.int32(-5)
        g.attrs['float'] = 2.5
        g.attrs['bool'] = True
        g.attrs['text'] = 'Zürich 東京'
        g.attrs['empty'] = ''
        g.attrs['fixed'] = np.bytes_(b'fixed text')
        g.attrs['array'] = np.arange(4)
        g.attrs['null'] = h5py.Empty('f4')
        g.attrs['texts'] = ['one', 'two']
        g.attrs['compound'] = np.zeros(2, [('a', 'i4'), ('b', 'f8')])
        g.attrs['long'] = 'x' * 100000
        g.attrs['wide'] = np.arange(7000, dtype='i8') if libver == 'default' else np.arange(20000, dtype='i8')
        for i in range(20):
            g.attrs[f'more{i}'] = np.arange(700, dtype='i8') + i
        f['values/blob'] = np.frombuffer(b'\x00\x01\xfftorch', 'V1')
        f['values/strings'] = np.array([b'ab', b'cde'])
        f['values/compound'] = np.zeros(2, [('a', 'i4'), ('b', 'f8')])
        f['values/vlen'] = np.array(['x', 'yy'], dtype=h5py.string_dtype())
        f['values/nothing'] = h5py.Empty('f4')
        f['soft'] = h5py.SoftLink('/values')
        f.create_group('dangling')['nowhere'] = h5py.SoftLink('/not/there')
        f.create_group('outside')['external'] = h5py.ExternalLink(path, '/values')
        many = f.create_group('outside_many', track_order=True)
        for i in range(20):
            many[f'member_{i}'] = np.int64(i)
        many['external'] = h5py.ExternalLink(path, '/values')
        loop = f.create_group('loop')
        loop['absolute'] = h5py.SoftLink('/loop/absolute')
        loop = f.create_group('relative_loop', track_order=True)
        loop['a'] = h5py.SoftLink('b'); loop['b'] = h5py.SoftLink('a')
        f['cycle/self'] = f['cycle'] if 'cycle' in f else f.create_group('cycle')
        f['cycle/data'] = np.arange(3)
        f.close()
        """;

    /// <summary>
    /// Writes a group of 30,000 links, more than half a megabyte, so that the heap's table gets tables of its own; and
    /// arrays of nearly 100,000 chunks, whose indexes have pages.
    /// </summary>
    public const string Large = """
        import sys, h5py, numpy as np
        f = h5py.File(sys.argv[1], 'w', libver='latest')
        one = f.create_dataset('one', data=np.int64(7))
        g = f.create_group('links', track_order=True)
        for i in range(30000):
            g[f'member_{i}'] = one
        for name, bound in (('growing', None), ('fixed', 99000)):
            d = f.create_dataset(name, (99000,), 'i8', chunks=(1,), maxshape=(bound,), fillvalue=-1)
            d[5:9] = 3
            d[50000:50010] = np.arange(10)
            d[98990:] = 4
        f.create_dataset('too_many', (100001,), 'i8', chunks=(1,), maxshape=(None,))
        f.close()
        """;

    /// <summary>Writes a small file that has a little of everything (argument 2: <c>libver</c>).</summary>
    public const string Small = """
        import sys, h5py, numpy as np
        path, libver = sys.argv[1:3]
        f = h5py.File(path, 'w', libver=None if libver == 'default' else libver)
        n = np.arange(60).reshape(12, 5)
        f.create_dataset('gzip', data=n, chunks=(5, 3), compression='gzip', shuffle=True, fletcher32=True)
        f.create_dataset('growing', data=n.astype('>i4'), chunks=(2, 5), maxshape=(None, 5))
        f.create_dataset('growing_gzip', data=n.astype('f8'), chunks=(2, 5), maxshape=(None, 5), compression='gzip')
        f.create_dataset('both', data=n.astype('f2'), chunks=(2, 2), maxshape=(None, None))
        f.create_dataset('both_gzip', data=n, chunks=(2, 2), maxshape=(None, None), compression='gzip')
        f.create_dataset('single', data=n, chunks=(12, 5), compression='gzip')
        f.create_dataset('fixed', data=n, chunks=(1, 2))
        d = f.create_dataset('sparse', (20000, 20000), 'i8', chunks=(100, 100), maxshape=(None, None),
                             compression='gzip', fillvalue=7)
        d[5000, 5000] = 1
        f.create_dataset('bool', data=n > 3)
        g = f.create_group('links', track_order=True)
        for i in range(40):
            g[f'member_{i}'] = np.int64(i)
            g.attrs[f'attribute/{i}'] = i
        g.attrs['text'] = 'text'
        f.close()
        """;

    /// <summary>Writes what must be refused by name (argument 2: <c>libver</c>).</summary>
    public const string Refused = """
        import sys, h5py, numpy as np
        path, libver = sys.argv[1:3]
        f = h5py.File(path, 'w', libver=None if libver == 'default' else libver)
        f.create_dataset('lzf', data=np.arange(100), chunks=(10,), compression='lzf')
        f.create_dataset('scaled', data=np.arange(100, dtype='f4'), chunks=(10,), scaleoffset=2)
        f.create_dataset('scaled_big', data=np.arange(100, dtype='>i4'), chunks=(10,), scaleoffset=0)
        layout = h5py.VirtualLayout(shape=(10,), dtype='i8')
        layout[:] = h5py.VirtualSource(path, 'plain', shape=(10,))
        f.create_virtual_dataset('virtual', layout)
        f['plain'] = np.arange(10)
        f.create_dataset('elsewhere', (10,), 'i8', external=[(path + '.raw', 0, 80)])
        f.create_dataset('too_many', (100001,), 'i8', chunks=(1,), maxshape=(None,))
        f.create_dataset('bounded', data=np.arange(693).reshape(33, 21), chunks=(8, 5), maxshape=(50, 70))
        f.create_dataset('columns', data=np.arange(693).reshape(33, 21), chunks=(8, 5), maxshape=(33, None))
        f.create_dataset('bounded_gzip', data=np.arange(693).reshape(33, 21), chunks=(8, 5), maxshape=(None, 70),
                         compression='gzip')
        t = h5py.h5t.IEEE_F32LE.copy(); t.set_fields(31, 23, 8, 0, 23); t.set_ebias(130)
        h5py.h5d.create(f.id, b'strange_float', t, h5py.h5s.create_simple((10,)))
        f.close()
        """;

    /// <summary>
    /// Writes edges and parameters of PBG's names whose shapes claim far more than the file holds.
    /// </summary>
    public const string Claims = """
        import sys, h5py, numpy as np
        with h5py.File(sys.argv[1], 'w') as f:
            f.attrs['format_version'] = 1
            for name in ('rel', 'lhs', 'rhs'):
                f.create_dataset(name, (10**10,), 'i8', chunks=(10**6,), maxshape=(None,))
        with h5py.File(sys.argv[2], 'w') as f:
            f.attrs['format_version'] = 1
            f.create_dataset('model/relations/0/operator/rhs/real', (2 * 10**9,), 'f4', chunks=(10**6,))
        """;

    /// <summary>Writes a file with a user block and offsets of chosen sizes (arguments 2 and 3).</summary>
    public const string Superblock = """
        import sys, h5py, numpy as np
        path, user, offsets = sys.argv[1].encode(), int(sys.argv[2]), int(sys.argv[3])
        fcpl = h5py.h5p.create(h5py.h5p.FILE_CREATE)
        fcpl.set_userblock(user); fcpl.set_sizes(offsets, offsets)
        f = h5py.File(h5py.h5f.create(path, h5py.h5f.ACC_TRUNC, fcpl))
        f.attrs['text'] = 'text'
        f['group/plain'] = np.arange(1000)
        f.create_dataset('group/chunked', data=np.arange(1000), chunks=(3,), compression='gzip')
        f.create_dataset('group/growing', data=np.arange(1000), chunks=(7,), maxshape=(None,))
        g = f.create_group('many', track_order=True)
        for i in range(20):
            g[f'{i}'] = i
        for i in range(500):
            f[f'more/{i}'] = i
        f.close()
        """;
}
