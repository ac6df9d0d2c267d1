package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.Percentage;
import dev.coppice.control.TableName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyConfigTest {
    private static final CoppiceYaml YAML = new CoppiceYaml(List.of(PolicyConfig.SECTION));

    @Test
    void a_full_policy_is_read() {
        var policy = policy("""
                policies:
                  ended-sessions:
                    table: app.session
                    when: "status in ('TERMINATED','CANCELLED')"
                    age: terminated_at
                    age-zone: Europe/Berlin
                    keep: 90d
                    cascade: [app.kernel, app.log]
                    associations:
                      - { table: app.association_scopes_entities, type-column: entity_type, type: session, id-column: entity_id }
                    archive: { to: "file:./archive" }
                    limits: { rows: 1_000_000, max-share: 30%, runtime: 2h }
                    brakes: { replica-lag: 5s, waiters: false, oldest-snapshot: 10m }
                    heavy-roots: refuse
                    schedule: "0 3 * * *"
                    window: "22:00-06:00 Europe/Berlin"
                """);
        assertThat(policy.keep()).contains(Duration.ofDays(90));
        assertThat(policy.cascade().tables()).extracting(TableName::name).containsExactly("kernel", "log");
        assertThat(policy.limits().rows()).contains(1_000_000L);
        assertThat(policy.heavyRoots()).isEqualTo(PolicyConfig.HeavyRoots.REFUSE);
        assertThat(policy.brakes())
                .isEqualTo(BrakesConfig.DEFAULT
                        .replicaLag(BrakeTime.of(Duration.ofSeconds(5)))
                        .waiters(false)
                        .oldestSnapshot(BrakeTime.of(Duration.ofMinutes(10))));
        assertThat(policy.window().orElseThrow().zone().getId()).isEqualTo("Europe/Berlin");
    }

    @Test
    void what_is_left_out_has_its_default() {
        var policy = policy("""
                policies:
                  ended-sessions: { table: app.session, when: "ended" }
                """);
        assertThat(policy.limits().rows()).isEmpty();
        assertThat(policy.brakes()).isEqualTo(BrakesConfig.DEFAULT);
        assertThat(policy.cascade()).isEqualTo(Cascade.AUTO);
        assertThat(policy.heavyRoots()).isEqualTo(PolicyConfig.HeavyRoots.DRAIN);
        assertThat(policy.chunkTime()).isEqualTo(Duration.ofMillis(250));
        assertThat(policy.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void every_problem_is_told_at_once() {
        assertThatThrownBy(() -> policy("""
                        policies:
                          one:
                            tabel: app.session
                            keep: ninety
                            limits: { max-share: 130%, rows: many }
                            schedule: "61 3 * * *"
                            window: 25:00-06:00
                            archive: { to: "ftp://x" }
                            cascade: some
                          two:
                            table: session
                          three:
                            table: app.session
                            age-zone: UTC
                            keep: 1d
                          four:
                            table: app.session
                            when: ended
                            limits: { rows: 0, times-usual: 1 }
                        """)).hasMessage("""
                        The configuration coppice.yaml was refused. It has 15 problems:
                          coppice.yaml:2: policies.one needs the key table
                          coppice.yaml:3: policies.one.tabel is not a key here; did you mean table?
                          coppice.yaml:4: policies.one.keep must be a number with a unit ms, s, m, h or d, such as 90d or 250ms
                          coppice.yaml:5: policies.one.limits.max-share must be a percentage from 0% to 100%, such as 30%
                          coppice.yaml:5: policies.one.limits.rows must be a whole number, such as 1_000_000
                          coppice.yaml:6: policies.one.schedule must be five fields minute, hour, day, month and weekday in numbers with * , - and /, such as 0 3 * * *
                          coppice.yaml:7: policies.one.window must be two different times and a zone, such as 22:00-06:00 Europe/Berlin, or Mon-Fri 22:00-06:00 Europe/Berlin
                          coppice.yaml:8: policies.one.archive.to must be file:FOLDER or s3://BUCKET/PREFIX, such as file:./archive
                          coppice.yaml:9: policies.one.cascade must be auto or a list of tables
                          coppice.yaml:11: policies.two.table must be a table with its schema, such as app.session
                          coppice.yaml:12: policies.three.when is needed where there is no age, or every row would go
                          coppice.yaml:14: policies.three.age-zone means nothing without an age
                          coppice.yaml:15: policies.three.keep is needed with an age, and means nothing without one
                          coppice.yaml:19: policies.four.limits.rows must be at least 1
                          coppice.yaml:19: policies.four.limits.times-usual must be 2 to 1_000_000
                        Nothing was changed. Mend the lines named and try again.""");
    }

    @Test
    void every_brake_can_be_set_and_taken_off() {
        var brakes = policy("""
                policies:
                  ended-sessions:
                    table: app.session
                    when: ended
                    brakes:
                      replica-lag: off
                      replica-bytes: 256MiB
                      wal-rate: 32MiB
                      waiters: true
                      probe: "SELECT 1 FROM app.session LIMIT 1"
                      probe-time: 50ms
                      autovacuum: true
                      dead-rows: 20%
                      oldest-snapshot: off
                      sql: "SELECT true"
                      http: "http://127.0.0.1:1/may-go"
                """).brakes();
        assertThat(brakes)
                .isEqualTo(BrakesConfig.DEFAULT
                        .replicaLag(BrakeTime.OFF)
                        .replicaBytes(ByteSize.parse("256MiB"))
                        .walRate(ByteSize.parse("32MiB"))
                        .probe("SELECT 1 FROM app.session LIMIT 1", Duration.ofMillis(50))
                        .autovacuum(true)
                        .deadRows(Percentage.parse("20%"))
                        .oldestSnapshot(BrakeTime.OFF)
                        .sql("SELECT true")
                        .http(URI.create("http://127.0.0.1:1/may-go")));
        assertThat(ByteSize.parse("256MiB")).hasToString("256.0 MiB").isEqualTo(new ByteSize(1 << 28));
    }

    @Test
    void brakes_that_could_only_hold_are_refused() {
        assertThatThrownBy(() -> policy("""
                        policies:
                          one:
                            table: app.session
                            when: ended
                            brakes: { replica-lag: 0s, probe-time: 2s, dead-rows: 0%, http: "ftp://x", oldest-snapshot: 0s }
                          two:
                            table: app.session
                            when: ended
                            brakes: { wal-rate: 0MiB, oldest-snapshot: old }
                        """)).hasMessage("""
                        The configuration coppice.yaml was refused. It has 7 problems:
                          coppice.yaml:5: policies.one.brakes.dead-rows must be more than 0%, or a first dead row stops it for good
                          coppice.yaml:5: policies.one.brakes.http must begin with http:// or https://
                          coppice.yaml:5: policies.one.brakes.oldest-snapshot must be longer than nothing, or every snapshot slows it
                          coppice.yaml:5: policies.one.brakes.probe-time must be longer than nothing and at most 1s, after which no probe is waited for
                          coppice.yaml:5: policies.one.brakes.replica-lag must be longer than nothing, or no replica is ever near enough
                          coppice.yaml:9: policies.two.brakes.oldest-snapshot must be off or a number with a unit ms, s, m, h or d, such as 90d or 250ms
                          coppice.yaml:9: policies.two.brakes.wal-rate must be from 1KiB to 1048576GiB
                        Nothing was changed. Mend the lines named and try again.""");
    }

    private static PolicyConfig policy(String yaml) {
        return YAML.parse("coppice.yaml", yaml)
                .all(PolicyConfig.SECTION)
                .values()
                .iterator()
                .next();
    }

    @Test
    void a_policy_runs_in_the_targets_it_names_or_in_every_one() {
        var names = List.of("orders", "eu-1", "us-1");
        var everywhere = policy("policies: { ended-sessions: { table: app.a, when: done } }");
        var some = policy("policies: { ended-sessions: { table: app.a, when: done, targets: [orders, 'eu-*'] } }");

        assertThat(names).allMatch(everywhere::runsIn);
        assertThat(names.stream().filter(some::runsIn)).containsExactly("orders", "eu-1");
    }

    @Test
    void a_target_that_can_be_no_name_is_refused_with_its_line() {
        assertThatThrownBy(() -> YAML.parse("c.yaml", """
                        policies:
                          some:
                            table: app.a
                            when: "done"
                            targets:
                              - orders
                              - eu.*
                        """))
                .hasMessageContaining("c.yaml:7: policies.some.targets[1] must be a name of letters, digits, - and _, "
                        + "with * for any of them");
    }
}
