package dev.coppice.cli.internal.settings;

import dev.coppice.control.TableName;
import dev.coppice.settings.IdType;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of a server, from the widest to the narrowest.
 *
 * @param items one for each; the first is public
 */
record ChainAnswer(List<Item> items) {
    /** A type of scope; public has no ids. */
    record Item(
            String type,
            @Nullable String idType,
            int rank,
            @Nullable String ownerTable,
            @Nullable String ownerColumn) {
        private ScopeType scopeType(String ids) {
            var owner = ownerTable == null || ownerColumn == null
                    ? Optional.<ScopeType.Owner>empty()
                    : Optional.of(new ScopeType.Owner(TableName.parse(ownerTable), ownerColumn));
            return new ScopeType(type, IdType.valueOf(ids.toUpperCase(Locale.ROOT)), rank, owner);
        }
    }

    ScopeChain chain() {
        var types = items.stream()
                .flatMap(item -> Optional.ofNullable(item.idType()).map(item::scopeType).stream())
                .toList();
        return new ScopeChain(items.getFirst().rank(), types);
    }
}
