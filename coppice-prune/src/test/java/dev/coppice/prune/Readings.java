package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Readings by month: January is a plain partition, February has its columns in another order and had one more, March is
 * divided further, and what is later lies in one partition whose old rows go one by one.
 */
final class Readings {
    /** How many rows a month has. */
    static final int MONTH = 90;

    // language=SQL
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.reading (
                id bigint GENERATED ALWAYS AS IDENTITY,
                at timestamptz NOT NULL,
                device int NOT NULL,
                state text NOT NULL DEFAULT 'DONE',
                body text,
                PRIMARY KEY (id, at)
            ) PARTITION BY RANGE (at);
            CREATE INDEX ON app.reading (at, id);
            CREATE TABLE app.reading_01 PARTITION OF app.reading FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z');
            CREATE TABLE app.reading_02 (
                body text, gone int, state text NOT NULL DEFAULT 'DONE',
                device int NOT NULL, at timestamptz NOT NULL, id bigint NOT NULL
            );
            ALTER TABLE app.reading_02 DROP COLUMN gone;
            ALTER TABLE app.reading ATTACH PARTITION app.reading_02 FOR VALUES FROM ('2020-02-01 00:00Z') TO ('2020-03-01 00:00Z');
            CREATE TABLE app.reading_03 PARTITION OF app.reading
                FOR VALUES FROM ('2020-03-01 00:00Z') TO ('2020-04-01 00:00Z') PARTITION BY HASH (id);
            CREATE TABLE app.reading_03_a PARTITION OF app.reading_03 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE app.reading_03_b PARTITION OF app.reading_03 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE app.reading_later PARTITION OF app.reading FOR VALUES FROM ('2020-04-01 00:00Z') TO (MAXVALUE);
            """;

    // language=SQL
    private static final String ROWS = """
            INSERT INTO app.reading (at, device, body)
            SELECT timestamptz '2020-01-01 00:00Z' + m * interval '1 month' + i * interval '1 h', i, 'r,"' || i || chr(10)
            FROM generate_series(0, 3) AS m, generate_series(1, 90) AS i;
            INSERT INTO app.reading (at, device) SELECT now(), i FROM generate_series(1, 20) AS i;
            ANALYZE app.reading;
            """;

    private Readings() {}

    static Truth open(TestDatabase db) {
        return open(db, "");
    }

    /** With more that is there before a campaign. */
    static Truth open(TestDatabase db, String more) {
        db.execute(CoppiceSchema.script());
        db.execute(TABLES);
        db.execute(ROWS);
        if (!more.isEmpty()) {
            db.execute(more);
        }
        return Truth.before(db, "app");
    }

    /** Drops partitions; waits 40 ms for a lock. */
    static PolicyBuilder dropping() {
        return Policy.of("readings", "app.reading")
                .when("state = 'DONE'")
                .olderThan("at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE)
                .lockTimeout(Duration.ofMillis(40))
                .partitions(Partitions.DROP);
    }

    static Policy archived(Path folder) {
        return dropping().archive(StoreLocation.parse("file:" + folder)).build();
    }

    static CampaignReport execute(DataSource source, Policy policy, PausePoint pausePoint) {
        return Shop.campaigns(source, pausePoint)
                .execute(policy, Shop.OPTIONS.overriding(Shop.ANN), CampaignListener.NONE);
    }

    /** Executes to a good end. */
    static CampaignReport succeed(TestDatabase db, Policy policy) {
        var report = execute(db.dataSource(), policy, PausePoint.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        return report;
    }

    /** What was decided, by partition: {@code dropped}, or why not. */
    static Map<String, String> decided(CampaignReport report) {
        var decided = new TreeMap<String, String>();
        report.partitions()
                .forEach(each -> decided.put(
                        each.partition().name(),
                        switch (each) {
                            case PartitionOutcome.Dropped dropped -> "dropped";
                            case PartitionOutcome.Kept kept -> kept.reason();
                        }));
        return decided;
    }

    /** The partitions of the table that are there. */
    static List<String> there(TestDatabase db) {
        return new Database(db)
                .list("SELECT relid::regclass::text FROM pg_partition_tree('app.reading') WHERE level = 1 ORDER BY 1");
    }
}
