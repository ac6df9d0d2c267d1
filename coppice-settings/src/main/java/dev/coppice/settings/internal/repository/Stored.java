package dev.coppice.settings.internal.repository;

import dev.coppice.settings.Document;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Stamp;
import dev.coppice.settings.internal.json.Documents;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.scope.SettingsTable;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What columns hold, as values. */
final class Stored {
    private Stored() {}

    static Stamp stamp(Record row, SettingsTable table) {
        return new Stamp(row.get(table.version), row.get(table.createdAt), row.get(table.updatedAt));
    }

    static OptionalInt rank(@Nullable Integer rank) {
        return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
    }

    /** The rank of a scope. */
    static int rank(ScopeChain chain, String type) {
        return ScopeIds.type(chain, type).map(ScopeType::rank).orElse(chain.publicRank());
    }

    static Optional<Document> document(@Nullable JSONB json) {
        return Optional.ofNullable(json).map(found -> Documents.stored(found.data()));
    }
}
