package dev.coppice.lifecycle;

import dev.coppice.control.Key;
import dev.coppice.control.Section;
import dev.coppice.control.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A kind of resource as it is declared, in {@code coppice.yaml} under {@code kinds} or in Java. A value for any thread.
 *
 * @param table the table of the resources
 * @param key the column with their id
 * @param status the column with their status
 * @param parent the column with the id of their parent
 * @param tier the column with their tier
 * @param protection the column that says whether a resource may not be torn down
 * @param fence the column that is stamped when a resource is leaving
 * @param due the query that says which resources are due
 * @param retention how long a suspended resource is kept before it is torn down
 * @param backup what is kept, and how long
 * @param limits how much happens at once
 * @param owner the column that says whose a resource is
 * @param ownerScope the type of scope of settings that an owner is: those who manage it may fetch what is kept of its resources
 * @param approvals how many people must sign the plan of a teardown: 0, 1 or 2
 * @param steps what is taken down, in an order that their {@code after} may refine
 */
public record KindConfig(
        @Key("The table of the resources, with its schema.") TableName table,

        @Key("The column with their id.") String key,

        @Key("The column with their status: active, suspended or deprovisioned.")
        String status,

        @Key("The column with the id of their parent.") Optional<String> parent,

        @Key("The column with their tier.") Optional<String> tier,

        @Key(value = "The column that says whether a resource may not be torn down.", name = "protected")
        Optional<String> protection,

        @Key("The column that is stamped when a resource is leaving.")
        Optional<String> fence,

        @Key("A query for id, end and whether to skip the retention, of the resources that are due.")
        Optional<String> due,

        @Key(value = "How long a suspended resource is kept before it is torn down.", fallback = "7d")
        Duration retention,

        @Key("What is kept, and how long.") Optional<BackupConfig> backup,

        @Key(value = "How much happens at once.", fallback = "{}")
        KindLimitsConfig limits,

        @Key("The column that says whose a resource is.") Optional<String> owner,

        @Key("The type of scope an owner is, such as organisation: those who manage it may fetch its backups.")
        Optional<String> ownerScope,

        @Key(value = "How many people must sign the plan of a teardown: 0, 1 or 2.", fallback = "0")
        int approvals,

        @Key("What is taken down, in an order that their after may refine.")
        List<StepConfig> steps) {
    /** The section {@code kinds} of {@code coppice.yaml}. */
    public static final Section<KindConfig> SECTION =
            Section.named("kinds", KindConfig.class, "What has a lifecycle, by name of the kind.");
}
