package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Outcome.Violated;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Record;

/** Coppice. */
record Ours(EachVerb verb, List<Item> items) implements Contender {
    @Override
    public String name() {
        return "Coppice";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) {
        var outcomes = Ops.on(source).noRetry().write(ops -> {
            var all = verb.each(ops, items);
            beforeCommit.run();
            return all;
        });
        return () -> outcomes.stream().map(this::ending).toList();
    }

    private Ending ending(Outcome<Record> outcome) {
        return switch (outcome) {
            case Applied<Record> applied ->
                new Ending(verb.applied(), Returned.of(applied.row()).text());
            case Refused<Record> refused -> Ending.of("refused");
            case Missing<Record> missing -> Ending.of("missing");
            case Violated<Record> violated ->
                Ending.of("violates " + violated.violation().constraint());
            case Failed<Record> failed -> Ending.of("failed as " + failed.kind());
        };
    }
}
