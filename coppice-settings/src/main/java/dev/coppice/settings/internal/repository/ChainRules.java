package dev.coppice.settings.internal.repository;

import dev.coppice.settings.Rank;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.HashSet;
import java.util.regex.Pattern;

/** What every chain of scopes must keep to. */
final class ChainRules {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private ChainRules() {}

    static void require(ScopeChain chain) {
        requireRank(ScopeChain.PUBLIC, chain.publicRank());
        var names = new HashSet<String>();
        for (var type : chain.types()) {
            if (!NAME.matcher(type.name()).matches() || type.name().equals(ScopeChain.PUBLIC)) {
                throw ScopesFaults.badChain(
                        "A type in it has a name that does not begin with a letter from a to z, is longer than 40"
                                + " characters, has others in it than a to z, 0 to 9 and hyphens, or is "
                                + ScopeChain.PUBLIC
                                + ".");
            }
            if (!names.add(type.name())) {
                throw ScopesFaults.badChain("Two types in it are named " + type.name() + ".");
            }
            requireRank(type.name(), type.rank());
            type.owner().ifPresent(owner -> requireColumn(type, owner));
        }
    }

    private static void requireRank(String type, int rank) {
        if (rank < Rank.Exactly.LEAST || rank > Rank.Exactly.GREATEST) {
            throw ScopesFaults.badChain("The rank of " + type + " does not lie between " + Rank.Exactly.LEAST + " and "
                    + Rank.Exactly.GREATEST + ".");
        }
    }

    private static void requireColumn(ScopeType type, ScopeType.Owner owner) {
        if (owner.column().isBlank()) {
            throw ScopesFaults.badChain("The column of the owners of " + type.name() + " has no name.");
        }
    }
}
