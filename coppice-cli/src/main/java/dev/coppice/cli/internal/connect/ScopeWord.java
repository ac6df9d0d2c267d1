package dev.coppice.cli.internal.connect;

import dev.coppice.settings.Scope;

/** Scopes as they are typed: {@code public}, {@code user:4711}. */
public final class ScopeWord {
    private ScopeWord() {}

    /**
     * The scope of an option's word. Where {@code coppice.yaml} declares its type, its id is held against that at once; all
     * else is the database's to say.
     *
     * @throws IllegalArgumentException when the word is no scope
     * @throws dev.coppice.ops.CoppiceException {@code settings.bad-scope-id}
     */
    public static Scope parse(String option, String word, Target target) {
        var scope = parse(option, word);
        return ProjectConfig.read(target.config())
                .scopes()
                .filter(chain ->
                        chain.types().stream().anyMatch(type -> type.name().equals(scope.type())))
                .map(chain -> chain.canonical(scope))
                .orElse(scope);
    }

    /**
     * The scope of an option's word; whether it is one, its server says.
     *
     * @throws IllegalArgumentException when the word is no scope
     */
    public static Scope parse(String option, String word) {
        try {
            return Scope.parse(word);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    option + " must be public, or a type and an id such as user:4711, was: " + word, malformed);
        }
    }
}
