package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operations;
import dev.coppice.lifecycle.Teardowns;

/** Drives teardowns. Safe for any thread; keeps no connection and, between two calls, no thread. */
public final class Engine {
    private final Teardowns teardowns;
    private final Operations operations;

    /** An engine of these parts. */
    public Engine(EngineParts parts) {
        this(parts, Hooks.PRODUCTION);
    }

    Engine(EngineParts parts, Hooks hooks) {
        this.teardowns = new EngineTeardowns(parts, hooks);
        this.operations = new EngineOperations(parts, hooks);
    }

    /** Teardowns planned, begun and driven. */
    public Teardowns teardowns() {
        return teardowns;
    }

    /** Operations looked at, and the ways out of each state. */
    public Operations operations() {
        return operations;
    }
}
