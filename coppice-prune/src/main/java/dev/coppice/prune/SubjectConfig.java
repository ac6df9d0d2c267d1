package dev.coppice.prune;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Section;
import dev.coppice.control.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A kind of subject that may be erased, such as a person: the table its rows are of, and what becomes of every table they lead
 * to. A value for any thread.
 *
 * @param table the table whose rows are subjects
 * @param tables what becomes of rows of the tables that are reached
 * @param associations rows that name the subject by type and id; they go
 * @param archive where deleted rows go
 * @param brakes what slows or stops an erasure
 * @param approvals how many people must approve an erasure before it runs
 */
public record SubjectConfig(
        @Key("The table whose rows are subjects, with its schema.")
        TableName table,

        @Key("What becomes of rows of each table that is reached; one that is not named blocks the erasure.")
        List<SubjectTable> tables,

        @Key("Rows that name the subject by type and id without a foreign key; they go.")
        List<AssociationConfig> associations,

        @Key("Where deleted rows go, encrypted; nowhere unless given.")
        Optional<ArchiveConfig> archive,

        @Key(value = "What slows or stops an erasure.", fallback = "{}")
        BrakesConfig brakes,

        @Key(value = "How many people must approve an erasure before it runs: 0, 1 or 2.", fallback = "0")
        int approvals)
        implements Checked {
    /** The section {@code subjects} of {@code coppice.yaml}. */
    public static final Section<SubjectConfig> SECTION =
            Section.named("subjects", SubjectConfig.class, "Whose data can be erased, by name of the kind of subject.");

    /** Copies the lists. */
    public SubjectConfig {
        tables = List.copyOf(tables);
        associations = List.copyOf(associations);
    }

    @Override
    public void check(Problems problems) {
        var seen = new HashSet<TableName>();
        for (var i = 0; i < tables.size(); i++) {
            if (!seen.add(tables.get(i).table())) {
                problems.add("tables[" + i + "]", "names " + tables.get(i).table() + " a second time");
            }
        }
        if (archive.isPresent() && archive.get().keyFile().isEmpty()) {
            problems.add(
                    "archive",
                    "needs a key-file: what is erased is gone from an archive only once its key is destroyed");
        }
        if (approvals < 0 || approvals > 2) {
            problems.add("approvals", "must be 0, 1 or 2");
        }
    }
}
