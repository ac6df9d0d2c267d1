package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.CronSchedule;
import dev.coppice.control.Percentage;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.control.TargetPattern;
import dev.coppice.control.TimeWindow;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final String WHOLE = """
            policies:
              ended:
                table: app.session
                targets: [orders, "eu-*"]
                when: ended
                age: ended_at
                age-zone: Europe/Berlin
                keep: 90d
                cascade: [app.kernel]
                associations:
                  - { table: app.grants, type-column: entity_type, type: session, id-column: entity_id }
                archive: { to: "file:./archive", key-file: ./archive.key }
                limits: { rows: 1_000, max-share: 30%, runtime: 2h, times-usual: 5 }
                brakes:
                  replica-lag: 5s
                  replica-bytes: 256MiB
                  wal-rate: 32MiB
                  waiters: false
                  probe: SELECT 1
                  probe-time: 50ms
                  autovacuum: true
                  dead-rows: 20%
                  oldest-snapshot: 10m
                  sql: SELECT true
                  http: "http://127.0.0.1:1/may-go"
                heavy-roots: refuse
                chunk-time: 100ms
                lock-timeout: 1s
                schedule: "0 3 * * *"
                window: "22:00-06:00 Europe/Berlin"
                vacuum: true
                partitions: drop
                approvals: 2
            """;

    @Test
    void a_policy_in_java_can_say_all_that_one_in_yaml_can() {
        var built = Policy.of("ended", "app.session")
                .targets(TargetPattern.parse("orders"), TargetPattern.parse("eu-*"))
                .when("ended")
                .olderThan("ended_at", Duration.ofDays(90))
                .ageZone(ZoneId.of("Europe/Berlin"))
                .cascade(TableName.parse("app.kernel"))
                .association(
                        new AssociationConfig(TableName.parse("app.grants"), "entity_type", "session", "entity_id"))
                .archive(StoreLocation.parse("file:./archive"), Path.of("./archive.key"))
                .maxRows(1_000)
                .maxShare(Percentage.parse("30%"))
                .maxRuntime(Duration.ofHours(2))
                .timesUsual(5)
                .brakes(BrakesConfig.DEFAULT
                        .replicaLag(BrakeTime.of(Duration.ofSeconds(5)))
                        .waiters(false)
                        .replicaBytes(ByteSize.parse("256MiB"))
                        .walRate(ByteSize.parse("32MiB"))
                        .probe("SELECT 1", Duration.ofMillis(50))
                        .autovacuum(true)
                        .deadRows(Percentage.parse("20%"))
                        .oldestSnapshot(BrakeTime.of(Duration.ofMinutes(10)))
                        .sql("SELECT true")
                        .http(URI.create("http://127.0.0.1:1/may-go")))
                .heavyRoots(PolicyConfig.HeavyRoots.REFUSE)
                .chunkTime(Duration.ofMillis(100))
                .lockTimeout(Duration.ofSeconds(1))
                .schedule(CronSchedule.parse("0 3 * * *"))
                .window(TimeWindow.parse("22:00-06:00 Europe/Berlin"))
                .vacuum()
                .partitions(PolicyConfig.Partitions.DROP)
                .approvals(2)
                .build();
        assertThat(built.config()).isEqualTo(read(WHOLE));
        assertThat(Policy.of("ended", "app.session").when("ended").build().config())
                .isEqualTo(read("policies: { ended: { table: app.session, when: ended } }"));
    }

    @Test
    void the_policy_above_says_all_that_can_be_said() {
        var bare = read("policies: { ended: { table: app.other, when: other, archive: { to: \"file:./other\" } } }");
        // Where partitions are dropped there is one worker.
        assertThat(said(bare, read(WHOLE))).containsExactly("workers");
    }

    /** The keys that say the same in both. */
    private static List<String> said(Record one, Record other) {
        return Arrays.stream(one.getClass().getRecordComponents())
                .flatMap(part -> {
                    var values = Stream.of(one, other)
                            .map(each -> bare(value(part, each)))
                            .toList();
                    return values.getFirst() instanceof Record first
                                    && values.getLast() instanceof Record last
                                    && first.getClass().getSimpleName().endsWith("Config")
                            ? said(first, last).stream()
                            : Stream.of(part.getName())
                                    .filter(name -> values.getFirst().equals(values.getLast()));
                })
                .toList();
    }

    private static Object value(RecordComponent part, Record of) {
        try {
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("a record has its accessors", impossible);
        }
    }

    private static Object bare(Object value) {
        return value instanceof Optional<?> present && present.isPresent() ? present.get() : value;
    }

    private static PolicyConfig read(String yaml) {
        return new CoppiceYaml(List.of(PolicyConfig.SECTION))
                .parse("coppice.yaml", yaml)
                .all(PolicyConfig.SECTION)
                .values()
                .iterator()
                .next();
    }

    @Test
    void every_problem_is_told_at_once_in_the_words_of_the_yaml() {
        var policy = Policy.of("bad", "app.session")
                .ageZone(ZoneId.of("UTC"))
                .maxRows(0)
                .approvals(3);
        assertThatThrownBy(policy::build).hasMessage("""
                Policy "bad" was refused. It has 4 problems:
                  when is needed where there is no age, or every row would go
                  age-zone means nothing without an age
                  approvals must be 0, 1 or 2
                  limits.rows must be at least 1
                Nothing was changed. Mend what is named and try again.""");
    }

    @Test
    void a_second_condition_fails_and_quotes_the_first() {
        var policy = Policy.of("p", "app.session").when("a").olderThan("x", Duration.ofDays(1));
        assertThatThrownBy(() -> policy.when("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("when(\"a\") was already called, now when(\"b\"); join them with AND");
        assertThatThrownBy(() -> policy.olderThan("y", Duration.ofDays(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("olderThan(\"x\", PT24H) was already called, now olderThan(\"y\", PT48H)");
        assertThatThrownBy(() -> Policy.of(" ", "app.session").when("a").build())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
