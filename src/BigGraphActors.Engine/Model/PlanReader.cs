using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Model;

/// <summary>Reads the counts that settings leave to the entity directory.</summary>
public static class PlanReader
{
    /// <summary>Brings settings and counts together.</summary>
    /// <exception cref="FileNotFoundException">When a count is missing; its message names the file.</exception>
    public static ModelPlan Read(RunSettings settings)
    {
        EntityDirectory directory = new(settings.EntityPath);
        int relations = settings.DynamicRelations ? checked((int)directory.ReadRelationCount()) : 0;
        return new ModelPlan(settings, directory.ReadCount, relations);
    }
}
