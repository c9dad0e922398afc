import { Button, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { defaultQuotas } from '@tocsin/domain/access/quotas';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import { quotaNames, quotaWords, type Quotas } from './quota-words.js';

/** Makes a tenant, or changes the name and the quotas of one. */
export function TenantForm({
  known,
  onDone,
}: {
  /** Null for one that is new. */
  readonly known: Schema<'Tenant'> | null;
  readonly onDone: () => void;
}): ReactElement {
  const [id, setId] = useState(known?.tenant_id ?? '');
  const [name, setName] = useState(known?.name ?? '');
  const [quotas, setQuotas] = useState<Quotas>(known?.quotas ?? defaultQuotas);
  const save = useChange(
    (tocsin, _: void): Promise<unknown> =>
      known === null
        ? tocsin.createTenant({ body: { id, name, quotas } })
        : tocsin.updateTenant({ id: known.tenant_id, body: { name, quotas } }),
    ['tenants', 'quotas'],
    () => {
      tellDone(`The tenant ${id} is as you say.`);
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const { error } = save;
  const paths = ['id', 'name', ...quotaNames.map((quota) => `quotas.${quota}`)];
  return (
    <form onSubmit={submit}>
      <Stack>
        {known === null && (
          <TextInput
            label="Id"
            description="Small letters, digits, - and _; it stays as it is."
            required
            withAsterisk={false}
            value={id}
            error={fieldProblem(error, 'id')}
            onChange={({ currentTarget }) => setId(currentTarget.value)}
            data-autofocus
          />
        )}
        <TextInput
          label="Name of the tenant"
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          error={fieldProblem(error, 'name')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {quotaNames.map((quota) => (
            <NumberInput
              key={quota}
              label={quotaWords[quota]}
              description={`At most ${defaultQuotas[quota]}.`}
              min={0}
              max={defaultQuotas[quota]}
              allowDecimal={false}
              hideControls
              value={quotas[quota]}
              error={fieldProblem(error, `quotas.${quota}`)}
              onChange={(value) => setQuotas((before) => ({ ...before, [quota]: Number(value) }))}
            />
          ))}
        </SimpleGrid>
        {error !== null && !isAtFields(error, paths) && <ProblemNotice error={error} />}
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
