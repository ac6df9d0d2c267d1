package dev.coppice.prune.internal.campaign;

import static java.util.Objects.requireNonNull;

import dev.coppice.prune.internal.chunk.PlainRemover;
import dev.coppice.prune.internal.chunk.Remover;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Rows are gone for good: the policy has no archive. */
final class Unkept implements Keeping {
    private @Nullable Remover remover;

    @Override
    public void enter(Connection connection, Standing standing) {
        remover = new PlainRemover(new Sql(connection));
    }

    @Override
    public Remover remover() {
        return requireNonNull(remover, "enter comes first");
    }

    @Override
    public void record(DSLContext transaction, long chunk) {}

    @Override
    public void committed() {}

    @Override
    public void rolledBack() {}

    @Override
    public void lost() {}

    @Override
    public List<String> verified(Standing standing) {
        return List.of();
    }

    @Override
    public void describe(Standing standing) {}

    @Override
    public void close() {}
}
