/// The process of the language's own example, without what this release does not do yet.
let wholeProcess = """
    turnpike: 1
    process: b2b_software
    version: 3
    label: B2B software sale
    currency: EUR
    zone: Europe/Berlin
    observed: adopt_with_obligations

    roles: {rep: Account executive, sales_manager: Sales manager, legal: Legal counsel, finance: Finance, vp_sales: VP sales}

    records:
      stakeholder:
        name: text
        role: {type: choice, options: [economic_buyer, champion, technical_evaluator, blocker]}
        approved: bool

    fields:
      amount: {type: money, label: Deal value}
      budget: money
      discount: {type: percent, max: 40%, default: 0%}
      need: text
      close_date: date
      contact_email: {type: email, sensitive: true}
      competitor_name: text
      contract: file
      contract_end: date
      stakeholders: {type: list, of: stakeholder}
      source: {type: choice, options: [inbound, outbound, referral, event]}
      expected: {type: money, compute: deal.amount * stage.probability}

    reasons:
      lost:
        price: Too expensive
        competitor: {label: Chose a competitor, ask: [competitor_name]}
        no_decision: No decision
      step_back:
        scope: The scope changed
        people: The buyer's team changed

    signals:
      contract_signed: {sets: [contract]}

    activities:
      discovery_call:
        kind: call
        by: rep
        outcomes: [interested, not_now, {no_answer: {again: true}}]
        captures: [budget, {need: required}]
        checklist: [Confirm the current tool, Ask who signs]
        guide: |
          Ask about the problem before the product.
      demo: {kind: demo, by: rep, outcomes: [held, no_show], repeat: 3}
      first_call: {kind: call, by: rep}
      check_in: {kind: call, by: rep}
      counter_offer: {kind: document, by: rep, repeat: 10, fields: {price: money, answer_by: time}}

    gates:
      bant:
        label: "Budget, authority, need and timeline are known"
        needs: [budget, need, close_date]
        done: [discovery_call, {demo: {outcome: [held], at_least: 1, within: 30 days}}]
        check:
          budget_covers:
            that: deal.budget >= deal.amount * 0.8
            else: The budget covers less than 80% of the deal value.
          buyer_known:
            that: |
              deal.stakeholders.exists(s, s.role == "economic_buyer")
            else: Nobody on the buyer's side can sign.
            severity: warn
      discount_ok:
        when: deal.discount > 15%
        needs: [close_date]
      credit_ok: {needs: [account]}
      paid_for: {any: [discount_ok, credit_ok]}

    start:
      qualification:
        when: deal.source == "inbound"
      prospecting: {}

    stages:
      prospecting:
        goal: Find accounts that look like our best customers.
        probability: 5%
        forecast: pipeline
        activities: [discovery_call, demo]
        moves: [qualification]

      qualification:
        probability: 20%
        exit: [bant]
        locks: [source]
        moves:
          proposal: {}
          fast: {to: negotiation, skips: [proposal], by: [sales_manager]}

      proposal:
        probability: 50%
        moves:
          negotiation: {}
          qualification: {reason: step_back}

      negotiation:
        probability: 75%
        forecast: commit
        exit: [discount_ok, credit_ok]
        moves:
          closed_won: {by: [rep], ask: [contract]}
          auto_close: {to: closed_won, signal: contract_signed}
          drop: {to: lost, as_soon_as: deal.budget < 10000 EUR, because: price}

      closed_won: {outcome: won, probability: 100%, forecast: closed, moves: [onboarding]}
      onboarding: {moves: [customer]}
      customer:
        activities: [check_in]
      nurture:
        hold: true
        moves: {wake: {to: came_from}, answered: {to: came_from, signal: replied}}
      lost:
        outcome: lost
        reason: lost
        moves: {reopen: {to: qualification, by: [sales_manager]}}

    anywhere:
      moves: {lost: {}, nurture: {}, back: {to: earlier, reason: step_back}}

    permissions: {move: [rep, sales_manager], override: [sales_manager], edit: {amount: [rep]}}

    templates:
      intro: {subject: A question about your team, body: "Hello ${deal.contact.first_name}, …"}
      proposal: {subject: Our proposal, body: See the attachment.}
      won: {text: "${deal.name}: ${deal.amount}"}

    hooks:
      - {event: deal.opened, do: [{crm: upsert}]}
      - event: stage.entered proposal
        when: deal.amount > 10000 EUR
        do:
          - email: {template: proposal, to: deal.contact_email}
      - event: deal.won
        do:
          - crm: close
          - notify: {to: "#wins", template: won}
    """
