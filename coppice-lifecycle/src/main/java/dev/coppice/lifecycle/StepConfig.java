package dev.coppice.lifecycle;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One step of a teardown as it is declared. Exactly one of its sorts is given. A value for any thread.
 *
 * <p>Texts may name columns of the resource's row in braces, such as {@code tenant_{graph_id}}; {@code {id}} is its id.
 *
 * @param name what it is called, in words a receipt is read with years later, such as {@code drop-tenant-schema}
 * @param after the steps it waits for, none of them best-effort; left out, the last before it that is not. The engine's own are
 *     {@code quiesce}, {@code backup} and {@code children}; every step waits for them
 * @param barrier whether every later step waits for it, whatever they say
 * @param bestEffort whether others go on while it fails; it is never forgotten
 * @param rows rows of tables
 * @param schema a schema of the resource's own
 * @param database a database of the resource's own
 * @param objects objects in a store
 * @param http calls to a service
 * @param sql a statement
 * @param notification a message
 * @param adapter a step given in code, by its name
 */
public record StepConfig(
        @Key("What it is called, such as drop-tenant-schema.")
        String name,

        @Key("The steps it waits for, none of them best-effort; left out, the last before it that is not.")
        Optional<List<String>> after,

        @Key(value = "Whether every later step waits for it.", fallback = "false")
        boolean barrier,

        @Key(value = "Whether others go on while it fails; it is never forgotten.", fallback = "false")
        boolean bestEffort,

        @Key("Rows of tables that name the resource, with all that hangs below them.")
        Optional<RowsStepConfig> rows,

        @Key("A schema of the resource's own, such as tenant_{id}.")
        Optional<String> schema,

        @Key("A database of the resource's own on the same server, such as tenant_{id}.")
        Optional<String> database,

        @Key("Objects in a store.") Optional<ObjectsStepConfig> objects,

        @Key("Calls to a service.") Optional<HttpStepConfig> http,

        @Key("A statement, and a query that counts what it has left.")
        Optional<SqlStepConfig> sql,

        @Key(value = "A message to those who listen, by its topic.", name = "notify")
        Optional<String> notification,

        @Key("A step given in code, by its name.") Optional<String> adapter)
        implements Checked {
    @Override
    public void check(Problems problems) {
        var sorts = Stream.of(rows, schema, database, objects, http, sql, notification, adapter)
                .filter(Optional::isPresent)
                .count();
        if (sorts != 1) {
            problems.add(
                    "name", "must have exactly one of rows, schema, database, objects, http, sql, notify, adapter");
        }
    }
}
