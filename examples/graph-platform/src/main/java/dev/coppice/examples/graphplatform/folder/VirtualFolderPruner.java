package dev.coppice.examples.graphplatform.folder;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.coppice.examples.graphplatform.access.ScopeAssociations;
import dev.coppice.ops.CascadeChild;
import dev.coppice.ops.Pruner;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Virtual folders that no session mounts, with their versions. */
public final class VirtualFolderPruner {
    private static final Table<Record> FOLDER = table(name("app", "virtual_folder"));
    private static final Field<Object> FOLDER_ID = field(name("app", "virtual_folder", "folder_id"));
    private static final Table<Record> MOUNT = table(name("app", "session_mount"));
    private static final Field<Object> MOUNTED = field(name("app", "session_mount", "folder_id"));

    private VirtualFolderPruner() {}

    /**
     * Folders that no session mounts, oldest first. A folder and its current version refer to each other; one of the foreign
     * keys is deferrable, so both can go in one call.
     */
    public static Pruner<Record> unmounted() {
        return Pruner.from(FOLDER)
                .named("virtual-folder")
                .terminal(notExists(selectOne().from(MOUNT).where(MOUNTED.eq(FOLDER_ID))))
                .age(field(name("app", "virtual_folder", "created_at")))
                .entityType("virtual_folder")
                .association(ScopeAssociations.BOTH_SIDES)
                .cascade(CascadeChild.of(table(name("app", "folder_version")))
                        .by(field(name("app", "folder_version", "folder_id"))));
    }
}
