package dev.coppice.ops.internal.read;

import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.transaction.Session;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Cursor;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.conf.SettingsTools;
import org.jooq.impl.DSL;

/** Rows of a server-side cursor as a stream; pgjdbc fetches by portal because auto-commit is off. */
final class CursorStream<R extends Record> extends AbstractSpliterator<R> {
    private final Session session;
    private final Cursor<R> cursor;

    private CursorStream(Session session, Cursor<R> cursor) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.session = session;
        this.cursor = cursor;
    }

    static <R extends Record> Stream<R> open(Session session, Select<R> query, int fetchSize) {
        var cursor = session.run(sql -> {
            var settings = SettingsTools.clone(sql.settings()).withFetchSize(fetchSize);
            return DSL.using(sql.configuration().derive(settings)).fetchLazy(query);
        });
        session.closeAtEnd(cursor);
        return StreamSupport.stream(new CursorStream<>(session, cursor), false).onClose(cursor::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
        try {
            var row = session.run(sql -> Optional.ofNullable(cursor.fetchNext()));
            row.ifPresent(action);
            return row.isPresent();
        } catch (StatementFailed failure) {
            throw Faults.of("stream", failure.error());
        }
    }
}
