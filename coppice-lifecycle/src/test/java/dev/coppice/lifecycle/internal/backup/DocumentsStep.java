package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;

/** Documents of a graph, in a table that all graphs share. */
record DocumentsStep() implements Backed {
    static final TableName TABLE = TableName.parse("app.document");

    @Override
    public Sight look(StepContext context) {
        return Sight.NOTHING;
    }

    @Override
    public StepOutcome apply(StepContext context) {
        throw new UnsupportedOperationException("nothing is torn down here");
    }

    @Override
    public String method() {
        return "deleted";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws SQLException {
        writer.rows(
                snapshot,
                TABLE,
                "SELECT t.* FROM app.document AS t WHERE graph_id = '"
                        + context.resource().id() + "'");
        writer.remark("documents only");
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws SQLException {
        return saved.load(transaction, TABLE, TABLE);
    }
}
