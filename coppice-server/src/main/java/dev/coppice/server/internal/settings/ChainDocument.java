package dev.coppice.server.internal.settings;

import dev.coppice.settings.IdType;
import dev.coppice.settings.ScopeChain;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scopes there are, from the widest to the narrowest.
 *
 * @param items one for each
 */
record ChainDocument(List<Item> items) {
    /**
     * A type of scope.
     *
     * @param type its name
     * @param idType uuid, bigint or text; null for public, which has no ids
     * @param rank where its fragments merge unless an allow-list entry or a fragment says otherwise
     */
    record Item(String type, @Nullable String idType, int rank) {}

    static ChainDocument of(ScopeChain chain) {
        var owned = chain.types().stream().map(type -> new Item(type.name(), word(type.idType()), type.rank()));
        var all = Stream.concat(Stream.of(new Item(ScopeChain.PUBLIC, null, chain.publicRank())), owned);
        return new ChainDocument(all.toList());
    }

    private static String word(IdType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
