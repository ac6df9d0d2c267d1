package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.settings.IdType;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
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
     * @param ownerTable the table its ids are found in; null where they are taken on trust, and for members
     * @param ownerColumn the key of that table
     */
    record Item(
            String type,
            @Nullable String idType,
            int rank,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String ownerTable,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String ownerColumn) {
        private static Item of(ScopeType type, boolean withOwner) {
            var owner = type.owner().filter(known -> withOwner);
            return new Item(
                    type.name(),
                    word(type.idType()),
                    type.rank(),
                    owner.map(known -> known.table().spelled()).orElse(null),
                    owner.map(ScopeType.Owner::column).orElse(null));
        }
    }

    static ChainDocument of(ScopeChain chain, boolean withOwners) {
        var owned = chain.types().stream().map(type -> Item.of(type, withOwners));
        var all = Stream.concat(Stream.of(new Item(ScopeChain.PUBLIC, null, chain.publicRank(), null, null)), owned);
        return new ChainDocument(all.toList());
    }

    private static String word(IdType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
