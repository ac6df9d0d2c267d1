package dev.coppice.settings;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.TableName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One scope in {@code coppice.yaml}. A value for any thread.
 *
 * @param name its name, as in {@code user}
 * @param rank where its fragments merge unless told otherwise
 * @param id what its ids look like
 * @param owner where the owners of its fragments are found
 */
public record ScopeConfig(
        @Key(value = "Its name, such as user: lower-case letters, digits and dashes.", name = "type")
        String name,

        @Key("Where its fragments merge unless told otherwise: the greater rank overrides.")
        int rank,

        @Key(value = "What its ids look like.", fallback = "uuid")
        IdType id,

        @Key("Where the owners of its fragments are found; left out, ids are taken on trust.")
        Optional<OwnerConfig> owner)
        implements Checked {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * The table an id must be found in.
     *
     * @param table the table
     * @param column its key
     */
    public record OwnerConfig(
            @Key("The table, with its schema.") TableName table,
            @Key("The column with the ids.") String column) {}

    @Override
    public void check(Problems problems) {
        if (name.equals(ScopeChain.PUBLIC)) {
            problems.add("type", "must not be public: that scope is always there, its rank is public-rank");
        } else if (!NAME.matcher(name).matches()) {
            problems.add("type", "must be 1 to 40 lower-case letters, digits and dashes, a letter first");
        }
        checkRank(rank, "rank", problems);
    }

    ScopeType type() {
        var type = ScopeType.of(name, id, rank);
        return owner.map(found -> type.ownedBy(found.table(), found.column())).orElse(type);
    }

    static void checkRank(int rank, String key, Problems problems) {
        if (rank < Rank.Exactly.LEAST || rank > Rank.Exactly.GREATEST) {
            problems.add(key, "must lie between " + Rank.Exactly.LEAST + " and " + Rank.Exactly.GREATEST);
        }
    }
}
