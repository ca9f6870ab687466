package dev.trueup.spi;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;

/**
 * One write of a batch. Immutable and thread-safe.
 *
 * @param ticket taken before the finding was read
 * @param finding what was read
 */
public record Put(Ticket ticket, Finding finding) {

    /**
     * Checks that finding and ticket are of one user, so that no slip in the code can file one user's billing state
     * under another.
     *
     * @throws IllegalArgumentException if they are not
     */
    public Put {
        UserId owner = finding.snapshot().map(CustomerSnapshot::userId).orElse(ticket.user());
        if (!owner.equals(ticket.user())) {
            throw new IllegalArgumentException(
                    "a finding of user " + owner + " must not be put with a ticket of user " + ticket.user());
        }
    }
}
