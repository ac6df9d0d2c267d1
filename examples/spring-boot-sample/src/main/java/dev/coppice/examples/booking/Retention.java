package dev.coppice.examples.booking;

import dev.coppice.prune.Policy;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long things are kept, beside what application.yaml says. */
@Configuration(proxyBeanMethods = false)
class Retention {
    @Bean
    Policy oldLog() {
        return Policy.of("old-log", "reservation.log")
                .olderThan("at", Duration.ofDays(30))
                .build();
    }
}
