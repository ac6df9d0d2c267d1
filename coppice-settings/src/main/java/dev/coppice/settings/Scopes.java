package dev.coppice.settings;

/** The scope types of a database. */
public interface Scopes {
    /** The chain in force. */
    ScopeChain chain();

    /**
     * Puts a chain in force; does nothing when it is. Fragments keep their ids as they are.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.bad-chain}; {@code settings.scope-in-use} when a type is to go
     *     that allow-list entries name, or one with fragments is to get other ids; {@code settings.unknown-owner} when an
     *     owner's table or column is not there, or this role may not lock its rows
     */
    void declare(ScopeChain chain);
}
