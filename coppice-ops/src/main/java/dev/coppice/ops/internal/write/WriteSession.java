package dev.coppice.ops.internal.write;

import dev.coppice.ops.Affected;
import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Creator;
import dev.coppice.ops.DependentCreator;
import dev.coppice.ops.NextValue;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.PruneResult;
import dev.coppice.ops.Pruner;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Rows;
import dev.coppice.ops.Spec;
import dev.coppice.ops.Updater;
import dev.coppice.ops.Upserter;
import dev.coppice.ops.WriteOps;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.prune.Prune;
import dev.coppice.ops.internal.read.ReadSession;
import dev.coppice.ops.internal.transaction.Meters;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads and writes on a session: checks first, then hands over to a {@link Writer}. */
final class WriteSession extends ReadSession implements WriteOps {
    WriteSession(Session session, Meters meters) {
        super(session, meters);
    }

    @Override
    public <R extends Record> Outcome<R> create(Creator<R> creator) {
        return one("create", new CreateVerb<>(), creator);
    }

    @Override
    public <R extends Record> List<Applied<R>> createAll(List<Creator<R>> creators) {
        return all("createAll", new CreateVerb<>(), creators);
    }

    @Override
    public <R extends Record> List<Outcome<R>> createEach(List<Creator<R>> creators) {
        return each("createEach", new CreateVerb<>(), new CreateTogether<>(), creators);
    }

    @Override
    public <D, R extends Record> Outcome<R> createDependent(DependentCreator<D, R> creator, D dependency) {
        Creator<R> complete;
        try {
            complete = creator.completedBy(dependency);
        } catch (RuntimeException failure) {
            return new Failed<>(0, Failed.Kind.BUILD, failure);
        }
        return one("createDependent", new CreateVerb<>(), complete);
    }

    @Override
    public <D, R extends Record> List<Applied<R>> createDependentAll(
            List<DependentCreator<D, R>> creators, D dependency) {
        var complete = new ArrayList<Creator<R>>();
        for (var creator : creators) {
            complete.add(completed(creator, dependency, complete.size(), creators.size()));
        }
        return all("createDependentAll", new CreateVerb<>(), complete);
    }

    @Override
    public <D, R extends Record> List<Outcome<R>> createDependentEach(
            List<DependentCreator<D, R>> creators, D dependency) {
        if (creators.isEmpty()) {
            return List.of();
        }
        var bases = new ArrayList<@Nullable Creator<R>>();
        creators.forEach(creator -> bases.add(creator == null ? null : creator.base()));
        Refusals.requireUniform("createDependentEach", bases);
        return op(
                creators.getFirst().base().name(),
                "createDependentEach",
                () -> new Each<>(session, new CreateVerb<R>(), new CreateTogether<>())
                        .built(creators, creator -> creator.completedBy(dependency)));
    }

    @Override
    public <R extends Record> Outcome<R> createNext(Creator<R> creator, NextValue<?> rule) {
        NextValues.requireComplete(rule);
        return one("createNext", new CreateNextVerb<>(rule), creator);
    }

    @Override
    public <R extends Record> List<Applied<R>> createAllNext(List<Creator<R>> creators, NextValue<?> rule) {
        NextValues.requireComplete(rule);
        if (creators.isEmpty()) {
            return List.of();
        }
        Refusals.requireUniform("createAllNext", creators);
        var first = creators.getFirst();
        return op(
                first.name(),
                "createAllNext",
                () -> session.nested(() -> {
                    var greatest = NextValues.greatest(session, first.table(), rule);
                    if (greatest.isEmpty()) {
                        var missing = new Missing<R>(0, rule.parent());
                        throw new BatchRejected("createAllNext", first.name(), creators.size(), missing);
                    }
                    var complete = new ArrayList<Creator<R>>();
                    for (var creator : creators) {
                        complete.add(NextValues.completed(creator, rule, greatest.get(), complete.size() + 1));
                    }
                    return new Writer<>(session, new CreateVerb<R>()).all("createAllNext", complete);
                }));
    }

    @Override
    public <R extends Record> Outcome<R> update(Updater<R> updater) {
        return one("update", new UpdateVerb<>(), updater);
    }

    @Override
    public <R extends Record> List<Applied<R>> updateAll(List<Updater<R>> updaters) {
        return all("updateAll", new UpdateVerb<>(), updaters);
    }

    @Override
    public <R extends Record> List<Outcome<R>> updateEach(List<Updater<R>> updaters) {
        return each("updateEach", new UpdateVerb<>(), new UpdateTogether<>(), updaters);
    }

    @Override
    public <R extends Record> Affected updateWhere(Updater<R> updater, Rows rows) {
        return where("updateWhere", updater, () -> WhereWrites.update(session, updater, rows));
    }

    @Override
    public <R extends Record> Outcome<R> upsert(Upserter<R> upserter) {
        return one("upsert", new UpsertVerb<>(), upserter);
    }

    @Override
    public <R extends Record> List<Applied<R>> upsertAll(List<Upserter<R>> upserters) {
        return all("upsertAll", new UpsertVerb<>(), upserters);
    }

    @Override
    public <R extends Record> List<Outcome<R>> upsertEach(List<Upserter<R>> upserters) {
        return each("upsertEach", new UpsertVerb<>(), new UpsertTogether<>(), upserters);
    }

    @Override
    public <R extends Record> Outcome<R> purge(Purger<R> purger) {
        return one("purge", new PurgeVerb<>(), purger);
    }

    @Override
    public <R extends Record> List<Applied<R>> purgeAll(List<Purger<R>> purgers) {
        return all("purgeAll", new PurgeVerb<>(), purgers);
    }

    @Override
    public <R extends Record> List<Outcome<R>> purgeEach(List<Purger<R>> purgers) {
        return each("purgeEach", new PurgeVerb<>(), new PurgeTogether<>(), purgers);
    }

    @Override
    public <R extends Record> Affected purgeWhere(Purger<R> purger, Rows rows) {
        return where("purgeWhere", purger, () -> WhereWrites.purge(session, purger, rows));
    }

    @Override
    public <R extends Record> PruneResult prune(Pruner<R> pruner) {
        return violating("prune", pruner, () -> session.nested(() -> Prune.run(session, this, pruner)));
    }

    @Override
    public <T extends @Nullable Object> T savepoint(Function<WriteOps, T> work) {
        try {
            return session.nested(() -> work.apply(this));
        } catch (StatementFailed failure) {
            throw Faults.of("savepoint", failure.error());
        }
    }

    private <R extends Record, S extends Spec<R>> Outcome<R> one(String name, Verb<R, S> verb, S spec) {
        verb.requireComplete(spec);
        return op(spec.name(), name, () -> new Writer<>(session, verb).one(spec, 0));
    }

    private <R extends Record, S extends Spec<R>> List<Applied<R>> all(String name, Verb<R, S> verb, List<S> specs) {
        if (specs.isEmpty()) {
            return List.of();
        }
        Refusals.requireUniform(name, specs);
        specs.forEach(verb::requireComplete);
        return op(
                specs.getFirst().name(),
                name,
                () -> session.nested(() -> new Writer<>(session, verb).all(name, specs)));
    }

    private <R extends Record, S extends Spec<R>> List<Outcome<R>> each(
            String name, Verb<R, S> verb, Together<R, S> together, List<S> specs) {
        if (specs.isEmpty()) {
            return List.of();
        }
        Refusals.requireUniform(name, specs);
        specs.forEach(verb::requireComplete);
        return op(specs.getFirst().name(), name, () -> new Each<>(session, verb, together).of(specs));
    }

    private <R extends Record> Affected where(String name, Spec<R> spec, Supplier<Affected> write) {
        return violating(name, spec, () -> session.guarded(write));
    }

    private <R extends Record, T> T violating(String name, Spec<R> spec, Supplier<T> write) {
        return op(spec.name(), name, () -> {
            try {
                return write.get();
            } catch (StatementFailed failure) {
                if (failure.error().violation() != null) {
                    throw spec.errorFor(failure.error().violation());
                }
                throw failure;
            }
        });
    }

    private static <D, R extends Record> Creator<R> completed(
            DependentCreator<D, R> creator, D dependency, int ordinal, int size) {
        try {
            return creator.completedBy(dependency);
        } catch (RuntimeException failure) {
            var failed = new Failed<R>(ordinal, Failed.Kind.BUILD, failure);
            throw new BatchRejected("createDependentAll", creator.base().name(), size, failed);
        }
    }
}
