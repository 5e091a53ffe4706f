from lib import *
import cv2,time; cv2.setNumThreads(1)
from art_assistant.field.quads import candidates
from art_assistant.study.opening import open_picture
from sheet import corners
from recall import err
from pathlib import Path
D=Path('/work/shared/data'); which=sys.argv[1]
def std(im): 
    h,w=im.shape[:2]; s=512/max(h,w); return np.ascontiguousarray(cv2.resize(im,(max(1,round(w*s)),max(1,round(h*s))),interpolation=cv2.INTER_AREA)[...,::-1])
inn=np.load(C+which+'-inner.npy').astype(np.float32); out=[]
if which in('cscenes','gscenes'):
    js=J(which); items=[(std(cv2.imread(f'{C}{which}/{i:05d}.jpg')),np.array(j['corners']),j['surround'],i) for i,j in enumerate(js)]
elif which=='field':
    lab=corners(); idx={r['path']:i for i,r in enumerate(F)}; ids=[(idx[p],v) for p,v in lab.items()]
    ids+=[(i,('photo',None)) for i in range(len(F)) if fk[i]==2]
    items=[(open_picture(D/'field'/F[i]['path']).standard,v[1],v[0],i) for i,v in ids]
else:
    fl=sorted((D/'subjects').rglob('*.jpg')) if which=='subjects' else [D/which/r['path'] for r in csv.DictReader(open(D/which/{'masters':'paintings.csv','gallery':'artworks.csv'}[which]))]
    items=[(open_picture(p).standard,None,which,i) for i,p in enumerate(fl)][::(2 if which!='subjects' else 1)]
t0=time.time(); cs,qs,es,meta=[],[],[],[]
for n,(s,t,su,i) in enumerate(items):
    q=candidates(s,inn[i]); h,w=s.shape[:2]; full=np.array([[0,0],[1,0],[1,1],[0,1]]); tt=full if t is None else t
    e=err(q.corners,tt,w,h); pad=241-len(q.cues)
    cs.append(np.pad(q.cues,((0,pad),(0,0)))); qs.append(np.pad(q.corners,((0,pad),(0,0),(0,0)))); es.append(np.pad(e,(0,pad),constant_values=9)); meta.append((i,su,w,h))
    if n%200==0: print(which,n,len(items),round(time.time()-t0),flush=True)
np.savez(C+which+'-quads.npz',cues=np.array(cs,np.float32),quads=np.array(qs,np.float32),err=np.array(es,np.float32),idx=[m[0] for m in meta],sur=[m[1] for m in meta],wh=[m[2:] for m in meta])
e=np.array(es); print(which,'best<.02',(e.min(1)<.02).mean(), time.time()-t0)
