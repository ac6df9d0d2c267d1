package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What an engine would call a step with: real transactions, and a lease that can be lost. */
record TestContext(
        DataSource database,
        ResourceId resource,
        Map<String, String> columns,
        Optional<SavedParts> backup,
        boolean leased,
        AtomicReference<Optional<String>> noted,
        Instant deadline,
        long operation)
        implements StepContext {

    static TestContext of(TestDatabase db, String id) {
        return new TestContext(
                db.dataSource(),
                new ResourceId("thing", id),
                Map.of("thing_id", id),
                Optional.empty(),
                true,
                new AtomicReference<>(Optional.empty()),
                Instant.MAX,
                17);
    }

    TestContext with(String column, String value) {
        var more = new HashMap<>(columns);
        more.put(column, value);
        return new TestContext(database, resource, more, backup, leased, noted, deadline, operation);
    }

    TestContext behind(SavedParts saved) {
        return new TestContext(database, resource, columns, Optional.of(saved), leased, noted, deadline, operation);
    }

    TestContext until(Instant end) {
        return new TestContext(database, resource, columns, backup, leased, noted, end, operation);
    }

    /** In the next operation, with what was put down in this one. */
    TestContext next() {
        return new TestContext(database, resource, columns, backup, leased, noted, deadline, operation + 1);
    }

    TestContext on(DataSource other) {
        return new TestContext(other, resource, columns, backup, leased, noted, deadline, operation);
    }

    TestContext afterTakeOver() {
        return new TestContext(database, resource, columns, backup, false, noted, deadline, operation);
    }

    @Override
    public Map<String, String> attributes() {
        var attributes = new HashMap<>(columns);
        attributes.put("id", resource.id());
        return attributes;
    }

    @Override
    public long epoch() {
        return 3;
    }

    @Override
    public String idempotencyKey(String part) {
        return UUID.nameUUIDFromBytes((operation + "/" + part).getBytes(UTF_8)).toString();
    }

    @Override
    @SuppressWarnings("NullAway") // what the work returns is the caller's affair
    public <T> T transaction(Function<DSLContext, T> work) {
        require();
        return DSL.using(database, SQLDialect.POSTGRES)
                .transactionResult(configuration -> work.apply(configuration.dsl()));
    }

    @Override
    public void require() {
        if (!leased) {
            throw Fault.of("lease.lost", Kind.CONFLICT).refused("Not any more.").exception();
        }
    }

    @Override
    public Optional<String> progress() {
        return Objects.requireNonNull(noted.get());
    }

    /** Is put down as well, for tests to read. */
    @Override
    public void changed(TableName table, long rows, List<String> columns) {
        noted.set(Optional.of(table.name() + " " + rows + " " + columns));
    }

    @Override
    public void progress(String json) {
        require();
        noted.set(Optional.of(json));
    }
}
