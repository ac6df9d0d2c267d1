package dev.coppice.bench.internal.prune;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Pruner;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Record;

/** Coppice. */
record PruneOp(Pruner<Record> pruner) implements Contender {
    @Override
    public String name() {
        return "Coppice";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) {
        var result = Ops.on(source).noRetry().write(ops -> {
            var pruned = ops.prune(pruner);
            beforeCommit.run();
            return pruned;
        });
        return () -> Pruned.endings(
                result.keys().stream().map(key -> key.get(0, UUID.class)).toList());
    }
}
