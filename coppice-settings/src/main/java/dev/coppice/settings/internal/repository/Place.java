package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Ops;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where repositories work.
 *
 * @param ops how
 * @param tables the tables
 * @param written is told what a write has changed, once it has ended
 */
record Place(Ops ops, SettingsTables tables, Consumer<List<Change>> written) {
    <T> T write(Function<WriteOps, T> work, Function<T, List<Change>> changes) {
        T result = ops.write(work);
        written.accept(changes.apply(result));
        return result;
    }
}
