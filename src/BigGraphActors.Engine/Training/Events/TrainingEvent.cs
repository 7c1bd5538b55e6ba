namespace BigGraphActors.Engine.Training.Events;

/// <summary>Something that happened in a run; a fact, told once, from any thread.</summary>
public abstract record TrainingEvent;
