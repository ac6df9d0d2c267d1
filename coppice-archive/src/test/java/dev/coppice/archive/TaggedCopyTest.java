package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that refer to each other in a circle that nothing may null: only one statement can delete from them. */
@PostgresTest
class TaggedCopyTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void create(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.team (
                id int PRIMARY KEY, lead_id int NOT NULL, code char(6) NOT NULL, "x,""y"" z" numeric(6, 2), made timestamptz(3));
            CREATE TABLE ${schema}.person (
                id int PRIMARY KEY, team_id int NOT NULL REFERENCES ${schema}.team ON DELETE RESTRICT,
                doubled int GENERATED ALWAYS AS (id * 2) STORED, bio text, tags text[]);
            CREATE TABLE ${schema}.motto (alone text);
            INSERT INTO ${schema}.team VALUES (1, 11, 'ab', 1.50, '2026-01-01 00:00:00.120+00'), (2, 21, '"', NULL, NULL);
            INSERT INTO ${schema}.person VALUES
                (11, 1, DEFAULT, E'a "b",\\n\\\\.\\n', '{a,NULL,"b c"}'), (12, 1, DEFAULT, '', NULL), (21, 2, DEFAULT, NULL, '{}');
            ALTER TABLE ${schema}.team ADD FOREIGN KEY (lead_id) REFERENCES ${schema}.person ON DELETE RESTRICT;
            INSERT INTO ${schema}.motto VALUES ('\\.'), (NULL), (''), (E'\\\\.\\n'), ('plain');
            """);
        fixture = Fixture.in(db, folder);
    }

    @Test
    void a_circle_is_deleted_whole_and_each_table_has_a_frame_of_its_own() {
        var frames = circle(fixture.delete("team", "id = 1"), fixture.delete("person", "team_id = 1"));
        assertThat(frames).allMatch(Optional::isPresent);
        var team = segment(1, "team").with(frames.get(0).orElseThrow());
        var person = segment(2, "person").with(frames.get(1).orElseThrow());
        fixture.archive.write(fixture.manifest(team, person));
        assertThat(fixture.read(team))
                .containsExactly(List.of("1", "11", "ab    ", "1.50", "2026-01-01 00:00:00.12+00"));
        assertThat(fixture.read(person)).hasSize(2);
        assertThat(fixture.count("person")).isEqualTo(1);
        assertThat(person.frames().getFirst().ranges()).containsExactly(new ColumnRange("id", "11", "12"));
    }

    @Test
    void frames_are_byte_for_byte_what_a_copy_of_the_table_alone_would_be() {
        var names = List.of("team", "person", "motto");
        var alone = new ArrayList<byte[]>();
        for (var name : names) {
            var segment = fixture.pruned(segment(alone.size() + 1, name), List.of(select(name)));
            alone.add(csv(segment));
        }
        var together = tagged(names);
        for (var i = 0; i < names.size(); i++) {
            assertThat(csv(together.get(i)))
                    .as(new String(alone.get(i), StandardCharsets.UTF_8))
                    .isEqualTo(alone.get(i));
        }
    }

    @Test
    void a_query_without_rows_has_no_frame() {
        var frames = circle(fixture.delete("team", "false"), fixture.delete("person", "id = 12"));
        assertThat(frames.get(0)).isEmpty();
        assertThat(frames.get(1)).isPresent();
    }

    @Test
    void a_restrictive_reference_from_outside_fails_the_whole_and_leaves_no_frame() throws SQLException {
        try (var team = fixture.archive.append(segment(1, "team"));
                var person = fixture.archive.append(segment(2, "person"));
                var connection = fixture.db.connect()) {
            connection.setAutoCommit(false);
            var copy = TaggedCopy.create()
                    .add(team, fixture.delete("team", "id = 1"))
                    .add(person, fixture.delete("person", "id = 11"));
            assertThatThrownBy(() -> copy.write(connection)).isInstanceOf(SQLException.class);
            connection.rollback();
            team.rolledBack();
            person.rolledBack();
        }
        assertThat(fixture.count("person")).isEqualTo(3);
    }

    @Test
    void a_writer_is_added_once() {
        try (var team = fixture.archive.append(segment(1, "team"))) {
            var copy = TaggedCopy.create().add(team, select("team"));
            assertThatThrownBy(() -> copy.add(team, select("team"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private List<Optional<Frame>> circle(String team, String person) {
        try (var teams = fixture.archive.append(segment(1, "team"));
                var people = fixture.archive.append(segment(2, "person"))) {
            var copy = TaggedCopy.create().add(teams, team).add(people, person);
            return fixture.transaction(copy::write);
        }
    }

    private List<Segment> tagged(List<String> names) {
        var writers = new ArrayList<SegmentWriter>();
        try {
            var copy = TaggedCopy.create();
            for (var name : names) {
                writers.add(fixture.archive.append(segment(writers.size() + 11, name)));
                copy.add(writers.getLast(), select(name));
            }
            var frames = fixture.transaction(copy::write);
            var segments = new ArrayList<Segment>();
            for (var i = 0; i < writers.size(); i++) {
                segments.add(writers.get(i).segment().with(frames.get(i).orElseThrow()));
            }
            return segments;
        } finally {
            writers.forEach(SegmentWriter::close);
        }
    }

    private byte[] csv(Segment segment) {
        fixture.archive.write(fixture.manifest(segment));
        try (var csv = fixture.archive.read().open(segment, segment.frames().getFirst())) {
            return csv.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String select(String name) {
        var table = fixture.table(name);
        return "SELECT " + table.columnsOf("r") + " FROM " + table.sqlName() + " r ORDER BY ctid";
    }

    private Segment segment(int ordinal, String name) {
        return Segment.numbered(ordinal, FrameContent.rows(fixture.table(name)));
    }
}
