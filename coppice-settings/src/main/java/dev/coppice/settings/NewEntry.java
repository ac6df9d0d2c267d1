package dev.coppice.settings;

/**
 * Leave wanted to set a setting at the scopes of one type. A value for any thread.
 *
 * @param name the setting
 * @param scopeType the type of scope
 * @param rank where its fragments merge
 */
public record NewEntry(String name, String scopeType, Rank rank) {
    /** An entry with the rank of its scope. */
    public static NewEntry of(String name, String scopeType) {
        return new NewEntry(name, scopeType, Rank.inherited());
    }

    /** The same with another rank. */
    public NewEntry rank(Rank wanted) {
        return new NewEntry(name, scopeType, wanted);
    }
}
