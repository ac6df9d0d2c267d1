package dev.coppice.server;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import java.util.Optional;

/**
 * What the console shows of a resource kind. A value for any thread.
 *
 * @param name the kind's name
 * @param table the table of the resources
 * @param status the column with their status
 * @param fence the column that is stamped when a resource is leaving
 * @param protection the column that says whether a resource may not be torn down
 * @param ownerScope the type of scope an owner is: those who manage it may fetch what is kept of its resources
 */
public record KindView(
        String name,
        TableName table,
        String status,
        Optional<String> fence,
        Optional<String> protection,
        Optional<String> ownerScope) {
    /** The view of a declared kind. */
    public static KindView of(String name, KindConfig declared) {
        return new KindView(
                name,
                declared.table(),
                declared.status(),
                declared.fence(),
                declared.protection(),
                declared.ownerScope());
    }
}
