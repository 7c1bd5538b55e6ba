using System.Text.Json;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>Whole batches against PBG's own numbers: scores, loss, gradients, and the state after each step.</summary>
public class ModelGoldenTests
{
    private static readonly string[] Files = ["model.json", "model-grid.json", "trajectory.json"];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string file in Files)
        {
            foreach (string name in GoldenFile.CaseNames(file))
            {
                cases.Add(file, name);
            }
        }

        return cases;
    }

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Batches_give_the_scores_gradients_and_states_of_pbg(string file, string name)
    {
        JsonElement element = GoldenFile.Open(file).Case(name).Element;
        using ModelGoldenCase golden = new(element);
        using BatchTrainer trainer = new(golden.Plan, golden.Model);
        trainer.Bind(golden.Bound);
        int index = 0;
        foreach (JsonElement batch in golden.Batches)
        {
            new BatchCheck(golden, trainer, batch, (file, name, index)).Run();
            index++;
        }
    }

    private sealed class BatchCheck(
        ModelGoldenCase golden, BatchTrainer trainer, JsonElement element, (string File, string Case, int Batch) where)
    {
        private readonly JsonElement _edges = element.GetProperty("edges");
        private readonly JsonElement _negatives = element.GetProperty("negatives");
        private readonly Dictionary<Side, float[]> _scores = [];
        private readonly Dictionary<Side, float[]> _positives = [];

        public void Run()
        {
            EdgeBatch batch = ReadBatch();
            PrepareScores(batch.Count);
            trainer.Observer = Record;
            BatchStatistics statistics = trainer.Accumulate(batch, NegativeCounts.ForTraining(golden.Settings), Draw);
            CheckScores();
            CheckClose(element.GetProperty("loss").GetDouble(), statistics.Loss, "loss");
            if (element.GetProperty("regularization").ValueKind == JsonValueKind.Number)
            {
                CheckClose(
                    element.GetProperty("regularization").GetDouble(), statistics.Regularization, "regularization");
            }

            CheckViolators("violators_lhs", statistics.LhsViolators);
            CheckViolators("violators_rhs", statistics.RhsViolators);
            CheckTables("grad_tables", GradientOf);
            if (element.TryGetProperty("tables_after_forward", out _))
            {
                CheckTables("tables_after_forward", table => ValuesOf(table));
            }

            CheckParameterGradients();
            double lr = golden.Settings.Lr;
            trainer.Apply((float)lr, (float)golden.Settings.LrOfRelations());
            CheckTables("after_step.table_sums", table => table.RowSums.AsSpan().ToArray());
            CheckParameters("after_step.param_sums", parameter => parameter.Sum!);
            new StateCheck(golden, element, where).Run();
        }

        private static float[] ValuesOf(EmbeddingTable table)
        {
            float[] values = new float[table.RowCount * table.Dim];
            for (int row = 0; row < table.RowCount; row++)
            {
                table.Row(row).CopyTo(values.AsSpan(row * table.Dim));
            }

            return values;
        }

        private EdgeBatch ReadBatch()
        {
            JsonElement lhs = _edges.GetProperty("lhs");
            JsonElement rhs = _edges.GetProperty("rhs");
            int count = CountOf(lhs);
            int relation = element.GetProperty("relation") is { ValueKind: JsonValueKind.Number } number
                ? number.GetInt32()
                : 0;
            int[]? relations = Optional(_edges.GetProperty("rel"))?.Indices;
            float[]? weights = Optional(_edges.GetProperty("weight"))?.Floats;
            EdgeBatch batch = new(count);
            batch.Clear(relation, weights is not null);
            for (int edge = 0; edge < count; edge++)
            {
                batch.Add(IdOf(lhs, edge), relations?[edge] ?? relation, IdOf(rhs, edge), weights?[edge] ?? 1);
                AddFeatures(lhs, edge, rows => batch.AddLhsFeatures(rows));
                AddFeatures(rhs, edge, rows => batch.AddRhsFeatures(rows));
            }

            return batch;
        }

        private static int CountOf(JsonElement side) => side.GetProperty("kind").GetString() == "ids"
            ? GoldenTensor.Read(side.GetProperty("ids")).Indices.Length
            : GoldenTensor.Read(side.GetProperty("offsets")).Indices.Length - 1;

        private static int IdOf(JsonElement side, int edge) =>
            side.GetProperty("kind").GetString() == "ids" ? GoldenTensor.Read(side.GetProperty("ids")).Indices[edge] : -1;

        private static void AddFeatures(JsonElement side, int edge, Action<int[]> add)
        {
            if (side.GetProperty("kind").GetString() == "features")
            {
                int[] offsets = GoldenTensor.Read(side.GetProperty("offsets")).Indices;
                add(GoldenTensor.Read(side.GetProperty("data")).Indices[offsets[edge]..offsets[edge + 1]]);
            }
        }

        private static GoldenTensor? Optional(JsonElement value) =>
            value.ValueKind == JsonValueKind.Null ? null : GoldenTensor.Read(value);

        private void Draw(Side side, int block, long rowCount, Span<int> destination)
        {
            GoldenTensor drawn = GoldenTensor.Read(_negatives.GetProperty(side == Side.Lhs ? "lhs_uniform_ids" : "rhs_uniform_ids"));
            drawn.Indices.AsSpan(block * drawn.Shape[1], drawn.Shape[1]).CopyTo(destination);
        }

        private void PrepareScores(int count)
        {
            foreach (Side side in new[] { Side.Lhs, Side.Rhs })
            {
                string name = side == Side.Lhs ? "lhs_neg" : "rhs_neg";
                int columns = GoldenTensor.Read(element.GetProperty("scores").GetProperty(name)).Shape[1];
                _scores[side] = new float[count * columns];
                Array.Fill(_scores[side], -1e9f);
                _positives[side] = new float[count];
            }
        }

        /// <summary>Puts a tile where PBG has it: its padding columns stand between batch and uniform negatives.</summary>
        private void Record(Side side, int start, ScoreTile tile)
        {
            tile.Positives.CopyTo(_positives[side].AsSpan(start));
            int columns = _scores[side].Length / _positives[side].Length;
            bool sharesBatch = _negatives.GetProperty("method").GetString() == "batch_uniform";
            int chunk = _negatives.GetProperty("chunk_size").GetInt32();
            for (int row = 0; row < tile.Rows; row++)
            {
                for (int column = 0; column < tile.Columns; column++)
                {
                    int shift = sharesBatch && column >= tile.Rows ? chunk - tile.Rows : 0;
                    _scores[side][((start + row) * columns) + column + shift] =
                        tile.Scores[(row * tile.Stride) + column];
                }
            }
        }

        private void CheckScores()
        {
            JsonElement scores = element.GetProperty("scores");
            Check(scores.GetProperty("lhs_pos"), _positives[Side.Lhs], "scores.lhs_pos");
            Check(scores.GetProperty("rhs_pos"), _positives[Side.Rhs], "scores.rhs_pos");
            Check(scores.GetProperty("lhs_neg"), _scores[Side.Lhs], "scores.lhs_neg");
            Check(scores.GetProperty("rhs_neg"), _scores[Side.Rhs], "scores.rhs_neg");
        }

        private void CheckViolators(string property, long actual)
        {
            long expected = element.GetProperty(property).GetInt64();
            long ties = element.GetProperty(property + "_ties").GetInt64();
            Assert.True(Math.Abs(actual - expected) <= ties, $"{property}: {actual}, expected {expected} +- {ties}");
        }

        private float[] GradientOf(EmbeddingTable table)
        {
            float[] gradient = new float[table.RowCount * table.Dim];
            if (trainer.Gradients.Of(table) is { } rows)
            {
                for (int slot = 0; slot < rows.Count; slot++)
                {
                    rows.Slot(slot)[..table.Dim].CopyTo(gradient.AsSpan(rows.Rows[slot] * table.Dim));
                }
            }

            return gradient;
        }

        private void CheckTables(string path, Func<EmbeddingTable, float[]> actual)
        {
            foreach (JsonProperty table in At(path).EnumerateObject())
            {
                Check(table.Value, actual(golden.Tables[table.Name]), $"{path}.{table.Name}");
            }
        }

        /// <summary>Turns accumulated gradients into PBG's named tensors by writing them where the parameters are.</summary>
        private void CheckParameterGradients()
        {
            using SharedModel gradients = new(golden.Plan);
            Copy(golden.Model.LhsOperators, gradients.LhsOperators);
            Copy(golden.Model.RhsOperators, gradients.RhsOperators);
            for (int type = 0; type < gradients.GlobalEmbeddings.Count; type++)
            {
                CopyTable(golden.Model.GlobalEmbeddings[type], gradients.GlobalEmbeddings[type]);
            }

            Dictionary<string, ModelParameter> byKey =
                gradients.ToState(0).Parameters.ToDictionary(parameter => parameter.Key);
            foreach (JsonProperty parameter in element.GetProperty("grad_params").EnumerateObject())
            {
                Check(parameter.Value, byKey[parameter.Name].Values, $"grad_params.{parameter.Name}");
            }

            void Copy(IReadOnlyList<OperatorParameters?> source, IReadOnlyList<OperatorParameters?> target)
            {
                for (int index = 0; index < source.Count; index++)
                {
                    CopyTable(source[index]?.Table, target[index]?.Table);
                }
            }

            void CopyTable(ParameterTable? source, ParameterTable? target)
            {
                for (int row = 0; row < (target?.RowCount ?? 0); row++)
                {
                    target!.Values(row).Clear();
                }

                RowGradients? rows = source is null ? null : trainer.Gradients.Of(source);
                for (int slot = 0; slot < (rows?.Count ?? 0); slot++)
                {
                    rows!.Slot(slot)[..target!.Dim].CopyTo(target.Values(rows.Rows[slot]));
                }
            }
        }

        private void CheckParameters(string path, Func<ModelParameter, float[]> actual)
        {
            Dictionary<string, ModelParameter> byKey =
                golden.Model.ToState(0).Parameters.ToDictionary(parameter => parameter.Key);
            foreach (JsonProperty parameter in At(path).EnumerateObject())
            {
                Check(parameter.Value, actual(byKey[parameter.Name]), $"{path}.{parameter.Name}");
            }
        }

        private JsonElement At(string path) =>
            path.Split('.').Aggregate(element, (at, name) => at.GetProperty(name));

        private void Check(JsonElement expected, float[] actual, string tensor) => GoldenTensor.Read(expected).ShouldEqual(
            actual,
            $"{where.Case}, batch {where.Batch}, {tensor}",
            GoldenFile.Open(where.File).Conditioning.Skipped(where.File, where.Case, where.Batch, tensor));

        private void CheckClose(double expected, double actual, string what) => Assert.True(
            Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected)),
            $"{where.Case}, batch {where.Batch}, {what}: {actual}, expected {expected}");
    }
}
