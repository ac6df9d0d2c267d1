package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateFolderTest {

    @Test
    void what_coppice_was_told_comes_first() {
        assertThat(StateFolder.of(Map.of("COPPICE_STATE", "/srv/coppice", "HOME", "/home/ana", "XDG_STATE_HOME", "/x")))
                .isEqualTo(Path.of("/srv/coppice"));
    }

    @Test
    void then_the_folder_for_program_state_in_the_home_of_this_run() {
        assertThat(StateFolder.of(Map.of("HOME", "/home/ana")))
                .startsWithRaw(Path.of("/home/ana"))
                .endsWithRaw(Path.of("coppice"));
    }
}
